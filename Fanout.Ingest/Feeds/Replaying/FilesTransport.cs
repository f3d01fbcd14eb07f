namespace Fanout.Ingest.Feeds.Replaying;

/// <summary>Feeds that are replayed from files.</summary>
internal sealed class FilesTransport(FeedReplays replays) : IFeedTransport
{
    public const string SpeedForm = "0, or 0.1 to 10,000 may be";

    private const double SpeedMin = 0.1;
    private const double SpeedMax = 10_000;

    public string Name => "files";

    public bool IsExclusive => true;

    public static bool IsSpeed(double speed) => speed is 0 or >= SpeedMin and <= SpeedMax;

    public IEnumerable<string> Faults(FeedOptions options)
    {
        var files = options.Files;
        if (files.Path.Length == 0) yield return "Files:Path: is empty, a file or folder is needed";
        if (!IsSpeed(files.Speed)) yield return FormattableString.Invariant($"Files:Speed: {files.Speed}, {SpeedForm}");
    }

    public IFeed Create(FeedContext feed) => new FileReplay(feed, replays.Add(feed.Name));
}
