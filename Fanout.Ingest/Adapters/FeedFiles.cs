namespace Fanout.Ingest.Adapters;

/// <summary>Finds the files behind the paths of a command line.</summary>
public static class FeedFiles
{
    // Hidden files and folders are passed over, by the framework's default.
    private static readonly EnumerationOptions Visible = new() { IgnoreInaccessible = false };

    /// <summary>
    /// Files as given, folders with all that is in them by ordinal order of path. A file that is reached twice is read
    /// once, and links may lead in a circle. A path where nothing is, and a folder that cannot be listed, is reported.
    /// </summary>
    public static IReadOnlyList<FeedFile> Find(IEnumerable<string> paths, Action<ReadProblem> report) =>
        Find(paths, report, static folder => new DirectoryInfo(folder).GetFileSystemInfos("*", Visible));

    /// <param name="paths">Files and folders.</param>
    /// <param name="report">Told of what cannot be read.</param>
    /// <param name="list">What is in a folder; may throw as the framework does.</param>
    internal static IReadOnlyList<FeedFile> Find(
        IEnumerable<string> paths, Action<ReadProblem> report, Func<string, FileSystemInfo[]> list)
    {
        var files = new List<FeedFile>();
        var seen = new HashSet<string>(StringComparer.Ordinal); // real paths of files and folders
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                var inside = FilesIn(path, seen, list, report);
                foreach (var file in inside.OrderBy(static file => file.Path, StringComparer.Ordinal))
                    Add(file, found: true);
            }
            else if (File.Exists(path))
            {
                Add((path, Path.GetFullPath(path)), found: false);
            }
            else
            {
                report(new ReadProblem(ProblemKind.Unreadable, path, "", "no such file or folder"));
            }
        }
        return files;

        void Add((string Path, string Real) file, bool found)
        {
            if (seen.Add(file.Real)) files.Add(FeedFile.OfPath(file.Path, found));
        }
    }

    private static List<(string Path, string Real)> FilesIn(
        string path, HashSet<string> seen, Func<string, FileSystemInfo[]> list, Action<ReadProblem> report)
    {
        var files = new List<(string Path, string Real)>();
        var folders = new Stack<(string Path, string Real)>([(path, Path.GetFullPath(path))]);
        while (folders.TryPop(out var folder))
        {
            if (!seen.Add(folder.Real)) continue;
            try
            {
                foreach (var entry in list(folder.Path))
                {
                    var place = (Path.Combine(folder.Path, entry.Name), RealOf(entry, folder.Real));
                    if (entry is DirectoryInfo) folders.Push(place);
                    else files.Add(place);
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                report(new ReadProblem(ProblemKind.Unreadable, folder.Path, "", $"cannot be listed: {failure.Message}"));
            }
        }
        return files;
    }

    /// <summary>Where an entry really is; its own place where its links lead nowhere, as reading it will tell.</summary>
    private static string RealOf(FileSystemInfo entry, string realFolder)
    {
        var own = Path.Combine(realFolder, entry.Name);
        if (entry.LinkTarget is null) return own;
        try
        {
            return entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? own;
        }
        catch (IOException)
        {
            return own;
        }
    }
}
