namespace Fanout.Ingest.Feeds;

/// <summary>One message of a feed.</summary>
/// <param name="Place">Where it came from, the same when it comes again; for people, and without secrets.</param>
/// <param name="Content">As it came; nobody changes it.</param>
internal sealed record FeedMessage(string Place, ReadOnlyMemory<byte> Content)
{
    /// <summary>Where the source goes on after it, for a source that nobody else remembers that for; otherwise null.</summary>
    public string? Resume { get; init; }

    /// <summary>
    /// It is the first since this process was given other parts of the feed: what others read of them before has to be known first.
    /// </summary>
    public bool IsMoved { get; init; }

    /// <summary>It may have been given before, to whoever did not acknowledge it any more: its place tells.</summary>
    public bool MayBeAgain { get; init; }

    /// <summary>Larger than allowed: <see cref="Content"/> is its beginning, and it is not read.</summary>
    public int? TooLargeSize { get; init; }

    /// <summary>What its source acknowledges it by.</summary>
    public object? Receipt { get; init; }
}
