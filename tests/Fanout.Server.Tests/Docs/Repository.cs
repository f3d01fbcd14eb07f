namespace Fanout.Server.Tests.Docs;

/// <summary>Files of the repository that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>Lines of a file.</summary>
    /// <param name="path">From the repository's root on.</param>
    public static IEnumerable<string> Lines(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Fanout.sln")))
            folder = folder.Parent!;
        return File.ReadLines(Path.Combine(folder.FullName, path));
    }
}
