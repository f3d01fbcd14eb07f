namespace Fanout.Ingest.Feeds;

/// <summary>Who remembers where the source of a feed was.</summary>
internal enum FeedRemembering
{
    /// <summary>Nobody upstream: the source gives what is newest, and the log says where it was.</summary>
    Log,

    /// <summary>The upstream: it gives one process at a time what was not acknowledged.</summary>
    Upstream,

    /// <summary>The upstream, which shares messages out among several processes. Each is kept once, whoever read it.</summary>
    Group,
}
