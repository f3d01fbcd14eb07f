namespace Fanout.Server.Delivery;

/// <summary>What is posted to a shard.</summary>
internal enum ShardItemKind : byte
{
    /// <summary>Target: <see cref="Publication"/>.</summary>
    Publish,

    /// <summary>Target: a new <see cref="Connection"/>; payload: <see cref="ConnectionSetup"/>.</summary>
    Open,

    /// <summary>Target: <see cref="Connection"/>; payload: <see cref="Sessions.ClientMessage"/>.</summary>
    Message,

    /// <summary>Target: a <see cref="Connection"/> whose sink takes bytes again.</summary>
    Writable,

    /// <summary>Target: a <see cref="Connection"/> whose transport is gone.</summary>
    Ended,

    /// <summary>
    /// Target: <see cref="Connection"/>; payload: what an asynchronous question brought, run on the shard.
    /// </summary>
    Answered,

    /// <summary>Target: <see cref="Sessions.LevelChange"/>.</summary>
    Level,

    /// <summary>Target: <see cref="Connection"/>; payload: <see cref="Fanout.Protocol.Messages.Goodbye"/>.</summary>
    Close,

    /// <summary>Every connection is to come back elsewhere, or later. Target: <see cref="Farewell"/>.</summary>
    Drain,

    /// <summary>Every connection is looked at, a part of them in each turn (<see cref="Timeouts"/>).</summary>
    Look,

    /// <summary>Target: <see cref="ShardProbe"/>.</summary>
    Probe,
}

/// <summary>One entry of a shard's mailbox.</summary>
internal readonly record struct ShardItem(ShardItemKind Kind, object Target, object? Payload = null)
{
    /// <summary>
    /// It concerns many connections, and waits until the walk before it has ended; the others concern one.
    /// </summary>
    public bool IsNews =>
        Kind is ShardItemKind.Publish or ShardItemKind.Level or ShardItemKind.Drain or ShardItemKind.Look or ShardItemKind.Probe;
}
