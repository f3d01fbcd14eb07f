namespace Fanout.Server.Delivery;

/// <summary>Where a connection stands with its shard.</summary>
[Flags]
internal enum ConnectionState : byte
{
    None = 0,

    /// <summary>Some subscription has missed a step.</summary>
    Behind = 1,

    /// <summary>We have decided to end it.</summary>
    Closing = 2,

    /// <summary>Its transport is gone.</summary>
    Gone = 4,

    /// <summary>It is among those to be flushed.</summary>
    Dirty = 8,

    /// <summary>It is among those that wait to be answered.</summary>
    AwaitsTurn = 16,

    /// <summary>Its sink waits to be told that one more message is wanted.</summary>
    NextOwed = 32,

    /// <summary>Its sink was told to end.</summary>
    EndCalled = 64,
}
