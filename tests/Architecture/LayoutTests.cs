using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>Where code lives: a folder is a subject, a namespace is a folder, a file is one idea.</summary>
public sealed partial class LayoutTests
{
    /// <summary>A longer file holds more than one idea. Most stay below half of it.</summary>
    private const int LinesMax = 400;

    /// <summary>Names that say of what kind files are, and nothing of what they are about.</summary>
    private static readonly HashSet<string> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        "Common", "Extensions", "Helpers", "Interfaces", "Misc", "Models", "Shared", "Utilities", "Utils",
    };

    /// <summary>The log is one subject with one contract: its folders order it, its users see one namespace.</summary>
    private static readonly string[] OneNamespace = ["Fanout.Log", "Fanout.Log.Tests"];

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine { get; }

    [Fact]
    public void A_folder_is_named_for_a_subject_and_not_for_a_kind() =>
        Rule.Holds(SourceTree.Folders().Where(folder => Kinds.Contains(Path.GetFileName(folder))));

    [Fact]
    public void A_namespace_is_the_folder() =>
        Rule.Holds(
            from project in ProjectFile.All
            from file in SourceTree.Files(".cs")
            where file.StartsWith($"{project.Folder}/", StringComparison.Ordinal)
            where Path.GetFileName(file) != "Program.cs"
            let declared = NamespaceLine.Match(SourceTree.Read(file)).Groups["name"].Value
            where declared != NamespaceOf(file, project)
            where !(OneNamespace.Contains(project.Name) && declared == project.Name)
            select $"{file} declares '{declared}', its folder says {NamespaceOf(file, project)}");

    [Fact]
    public void A_file_is_short() =>
        Rule.Holds(
            from file in SourceTree.Files(".cs", ".ts")
            let lines = SourceTree.Read(file).Count(character => character == '\n')
            where lines > LinesMax
            select $"{file} has {lines} lines, more than {LinesMax}");

    private static string NamespaceOf(string file, ProjectFile project)
    {
        var subfolders = file[(project.Folder.Length + 1)..].Split('/')[..^1];
        return string.Join('.', [project.RootNamespace, .. subfolders]);
    }
}
