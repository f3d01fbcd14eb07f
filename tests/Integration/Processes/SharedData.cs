namespace Fanout.Integration.Tests.Processes;

/// <summary>The recorded matches beside the repository, which are not part of it: some licences forbid shipping them.</summary>
public static class SharedData
{
    private static readonly Lazy<string?> Root = new(Find);

    /// <summary>A folder of them; the test is skipped where they are absent.</summary>
    public static string Folder(string name)
    {
        Assert.SkipWhen(Root.Value is null, "shared/data is not beside the repository");
        return Path.Combine(Root.Value!, name);
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(data))
                return data;
        }
        return null;
    }
}
