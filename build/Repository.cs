namespace Fanout.Build;

/// <summary>Where things are, whatever folder the build was started from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static bool IsOnCI { get; } = Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>An absolute path of something in the repository.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fanout.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidUsageException($"no folder above {AppContext.BaseDirectory} holds Fanout.sln");
    }
}
