namespace Fanout.Ingest.Feeds;

/// <summary>A way in which the messages of feeds come.</summary>
internal interface IFeedTransport
{
    /// <summary>As <see cref="FeedOptions.Transport"/> names it.</summary>
    string Name { get; }

    /// <summary>
    /// Whether one process of a cluster runs such a feed at a time, the holder of its place in the log: what is fetched twice
    /// would load the provider twice. Otherwise every process with the role does, and the upstream shares its messages out.
    /// </summary>
    bool IsExclusive { get; }

    /// <summary>What is wrong with its settings: name below the feed's section, value, what may be.</summary>
    IEnumerable<string> Faults(FeedOptions options);

    IFeed Create(FeedContext feed);
}

/// <summary>A feed that can be run.</summary>
internal interface IFeed
{
    /// <summary>Takes messages until it is stopped, whatever comes and whatever is away meanwhile. May be run again then.</summary>
    Task RunAsync(CancellationToken stop);
}
