namespace Fanout.Ingest.Feeds;

/// <summary>A feed cannot be had at the moment, as happens: its source is opened again after a while.</summary>
internal sealed class FeedAwayException : Exception
{
    public FeedAwayException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>Not before this has passed: the provider said so, or it is polled no more often.</summary>
    public TimeSpan WaitMin { get; init; }

    /// <summary>The provider said so: people are told each time that it does, as nothing comes meanwhile.</summary>
    public bool IsAsked { get; init; }
}
