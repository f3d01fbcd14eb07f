namespace Fanout.Ingest.Feeds;

/// <summary>Where the messages of a feed come from, as long as the way to it holds. One caller at a time.</summary>
/// <remarks>
/// It holds only what was not acknowledged yet, and a bound of that: nobody who reads is the backpressure, and the upstream
/// notices. What was given and not acknowledged comes again, from this source or from the next that is opened.
/// </remarks>
internal interface IFeedSource : IAsyncDisposable
{
    /// <summary>
    /// What has arrived, in its order: at least one message, which is waited for, and at most <paramref name="countMax"/>.
    /// </summary>
    /// <exception cref="FeedAwayException">The way is broken. Nothing more comes from this source.</exception>
    ValueTask<IReadOnlyList<FeedMessage>> ReadAsync(int countMax, CancellationToken stop);

    /// <summary>The log has what these messages said, or their bytes are put aside: all that the last reading gave.</summary>
    /// <exception cref="FeedAwayException">The way is broken; they will come again.</exception>
    ValueTask AcknowledgeAsync(IReadOnlyList<FeedMessage> messages, CancellationToken stop);
}
