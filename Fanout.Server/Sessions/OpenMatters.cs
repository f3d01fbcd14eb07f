using Fanout.Protocol.Messages;

namespace Fanout.Server.Sessions;

/// <summary>
/// What is not settled between a session and its peer: most sessions never have any of it, or for a moment only.
/// </summary>
internal sealed class OpenMatters
{
    /// <summary>What is asked of the log.</summary>
    public LogQuestions? Questions { get; set; }

    /// <summary>Matches that are being fetched from the log.</summary>
    public PendingFetches? Fetches { get; set; }

    /// <summary>Delays that subscriptions have left, and not been answered since.</summary>
    public FormerDelays? FormerDelays { get; set; }

    /// <summary>Frames that wait for access, in order.</summary>
    public Queue<ClientFrame>? Waiting { get; set; }

    /// <summary>Topics that became level, which is not told yet.</summary>
    public Level? Risen { get; set; }

    /// <summary>Access is asked for.</summary>
    public bool Authorizing { get; set; }
}
