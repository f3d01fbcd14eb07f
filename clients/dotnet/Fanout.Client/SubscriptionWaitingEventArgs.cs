namespace Fanout.Client;

/// <summary>A server that cannot give a topic now: it is asked again by itself.</summary>
/// <param name="reason">What the server said.</param>
/// <param name="wait">How long until it is asked again.</param>
public sealed class SubscriptionWaitingEventArgs(FanoutException reason, TimeSpan wait) : EventArgs
{
    /// <summary>What the server said.</summary>
    public FanoutException Reason { get; } = reason;

    /// <summary>How long until it is asked again: 1 s to about 2 min.</summary>
    public TimeSpan Wait { get; } = wait;
}
