using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>What is fetched from elsewhere is named in one place, and pinned to the byte.</summary>
public sealed class PackageTests
{
    [Fact]
    public void Every_package_version_is_central() =>
        Rule.Holds(
            from file in SourceTree.Files(".csproj", ".props", ".targets")
            from reference in XDocument.Parse(SourceTree.Read(file)).Descendants("PackageReference")
            where reference.Attributes().Any(attribute => attribute.Name.LocalName is "Version" or "VersionOverride")
            select $"{file} gives {reference.Attribute("Include")?.Value} a version of its own");

    [Fact]
    public void Every_project_has_a_lock_file() =>
        Rule.Holds(ProjectFile.All.Select(project => $"{project.Folder}/packages.lock.json")
            .Except(SourceTree.Files("packages.lock.json")));

    /// <summary>An npm that did not find the package of some platform leaves it out, and then no npm takes the lock file.</summary>
    [Fact]
    public void A_lock_file_of_npm_has_the_packages_of_every_platform() =>
        Rule.Holds(
            from file in SourceTree.Files("package-lock.json")
            let packages = JsonNode.Parse(SourceTree.Read(file))!["packages"]!.AsObject()
            from package in packages
            from optional in package.Value!["optionalDependencies"]?.AsObject() ?? []
            where !packages.Any(other => other.Key.EndsWith($"node_modules/{optional.Key}", StringComparison.Ordinal))
            select $"{file} lacks {optional.Key}, which {package.Key} may need");

    [Fact]
    public void No_lock_file_names_the_host_that_it_was_made_from() =>
        Assert.All(SourceTree.Files("packages.lock.json", "package-lock.json"), file =>
            Assert.DoesNotContain("\"resolved\": \"http", SourceTree.Read(file), StringComparison.Ordinal));
}
