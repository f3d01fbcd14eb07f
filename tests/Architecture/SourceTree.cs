namespace Architecture.Tests;

/// <summary>The files of the repository as its authors wrote them: no output, no package, nothing generated.</summary>
internal static class SourceTree
{
    private static readonly HashSet<string> NotWritten =
        ["bin", "obj", "artifacts", "dist", "gen", "node_modules", "TestResults"];

    public static string Root { get; } = FindRoot();

    /// <summary>The files that end like this: paths below <see cref="Root"/>, with <c>/</c> on every system.</summary>
    public static IEnumerable<string> Files(params string[] endings) =>
        from folder in Folders()
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder))
        where endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal))
        select Relative(file);

    /// <summary>Every folder below <see cref="Root"/>, and the root itself as the empty path.</summary>
    public static IEnumerable<string> Folders()
    {
        var folders = new Stack<string>([Root]);
        while (folders.TryPop(out var folder))
        {
            yield return folder == Root ? "" : Relative(folder);
            foreach (var child in Directory.EnumerateDirectories(folder).Where(IsWritten))
            {
                folders.Push(child);
            }
        }
    }

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static bool IsWritten(string folder)
    {
        var name = Path.GetFileName(folder);
        return name[0] != '.' && !NotWritten.Contains(name);
    }

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Fanout.sln")))
        {
            folder = folder.Parent
                ?? throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds Fanout.sln");
        }

        return folder.FullName;
    }
}
