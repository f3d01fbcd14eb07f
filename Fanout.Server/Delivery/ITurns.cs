namespace Fanout.Server.Delivery;

/// <summary>Work that is done in turns by whoever drives it: a thread of its own, an event loop, a simulator.</summary>
internal interface ITurns
{
    /// <summary>Called by a poster when there was nothing to do before, on its thread: the driver's wake-up.</summary>
    Action? Woken { get; set; }

    /// <summary>Whether a turn has something to do at once.</summary>
    bool HasWork { get; }

    /// <summary>
    /// How long the driver may wait for the next turn when nothing is posted, in milliseconds; null: as long as it likes.
    /// </summary>
    int? WaitMs { get; }

    /// <summary>One turn; the driver's thread only.</summary>
    void Turn();
}
