namespace Fanout.Ingest.Feeds.Replaying;

/// <summary>A recording that is replayed.</summary>
public sealed class FilesOptions
{
    /// <summary>The file, or a folder with all that is in it. Needed.</summary>
    public string Path { get; set; } = "";

    /// <summary>
    /// Recorded seconds in a real one. 0.1 to 10,000; 1 by default. Times are moved then, so that the recording happens now. 0: as
    /// fast as it goes, with the times that were recorded.
    /// </summary>
    public double Speed { get; set; } = 1;
}
