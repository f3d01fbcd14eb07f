using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>A project file, read as what it says and not as what MSBuild makes of it.</summary>
internal sealed class ProjectFile
{
    private readonly XDocument _content;

    private ProjectFile(string path)
    {
        Path = path;
        Name = System.IO.Path.GetFileNameWithoutExtension(path);
        Folder = path[..^$"/{Name}.csproj".Length];
        _content = XDocument.Parse(SourceTree.Read(path));
    }

    public static IReadOnlyList<ProjectFile> All { get; } =
        [.. SourceTree.Files(".csproj").Select(path => new ProjectFile(path))];

    public string Path { get; }

    public string Name { get; }

    public string Folder { get; }

    /// <summary>Tests and measurements may refer to whatever they look at.</summary>
    public bool IsProduct => Folder.Split('/')[0] is not ("tests" or "perf");

    public string RootNamespace => _content.Descendants("RootNamespace").SingleOrDefault()?.Value ?? Name;

    /// <summary>Names of the projects that it refers to.</summary>
    public IEnumerable<string?> References =>
        Included("ProjectReference").Select(System.IO.Path.GetFileNameWithoutExtension);

    /// <summary>Names of the shared frameworks that it takes beside the base one.</summary>
    public IEnumerable<string> Frameworks => Included("FrameworkReference");

    public static ProjectFile Named(string name) => All.Single(project => project.Name == name);

    private IEnumerable<string> Included(string item) =>
        _content.Descendants(item).Select(element => element.Attribute("Include")!.Value.Replace('\\', '/'));
}
