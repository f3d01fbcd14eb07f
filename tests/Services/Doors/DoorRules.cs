namespace Fanout.Services.Doors;

/// <summary>What a <see cref="Door"/> lets through at a time. As it is made it lets everything through, at once.</summary>
internal sealed record DoorRules
{
    /// <summary>The ways in which nothing goes on, not even the end of a connection.</summary>
    public DoorTraffic Stalled { get; init; }

    /// <summary>Whether nothing goes to clients that have subscribed to anything.</summary>
    public bool SubscribersStalled { get; init; }

    /// <summary>Whether published messages are left out.</summary>
    public bool Muted { get; init; }

    /// <summary>How much later bytes leave than they came, each way.</summary>
    public TimeSpan Latency { get; init; }
}
