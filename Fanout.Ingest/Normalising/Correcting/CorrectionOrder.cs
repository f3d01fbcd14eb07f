using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising.Correcting;

/// <summary>What an editor wants of a match: some changes, all of them in one entry or none.</summary>
/// <param name="Steps">In order; each is judged over what those before it lead to.</param>
/// <param name="Until">Until when what is corrected is locked; see <see cref="LockRule"/>.</param>
/// <param name="IsForced">The lifecycle and the rules of the sport do not refuse it.</param>
internal sealed record CorrectionOrder(IReadOnlyList<CorrectionStep> Steps, string Until, bool IsForced = false)
{
    /// <summary>Id of the request; empty: none.</summary>
    public string Request { get; init; } = "";
}

/// <summary>One change; exactly one member is there.</summary>
internal sealed record CorrectionStep
{
    /// <summary>What is said of the match, as feeds say it; id, match and time are the correction's own.</summary>
    public ScoreEvent? Content { get; init; }

    /// <summary>Field that is to stay as readers see it.</summary>
    public string? Lock { get; init; }

    /// <summary>Field that is to follow the feeds again.</summary>
    public string? Unlock { get; init; }

    /// <summary>Id of the correction that is to be taken back.</summary>
    public string? Undo { get; init; }
}

/// <summary>Why an order cannot be done.</summary>
/// <param name="Reason">A <see cref="CorrectionRefusal"/>, or why a rule refused it: a <see cref="QuarantineReason"/>.</param>
/// <param name="Detail">For people.</param>
internal sealed record CorrectionObstacle(string Reason, string Detail);

/// <summary>Why an order cannot be done, where no rule of feeds says so; scripts can tell them apart.</summary>
internal static class CorrectionRefusal
{
    /// <summary>No such match, or it was over long ago.</summary>
    public const string UnknownMatch = "UNKNOWN_MATCH";

    /// <summary>The match is continued as another.</summary>
    public const string Continued = "CONTINUED";

    /// <summary>No correction of this id is remembered.</summary>
    public const string UnknownCorrection = "UNKNOWN_CORRECTION";

    /// <summary>No field of this name can be locked.</summary>
    public const string UnknownField = "UNKNOWN_FIELD";

    /// <summary>The order is not one: nothing in it, or too much, or words that mean nothing.</summary>
    public const string Invalid = "INVALID";

    /// <summary>The field follows the feeds already.</summary>
    public const string NotLocked = "NOT_LOCKED";

    /// <summary>The correction is taken back already.</summary>
    public const string AlreadyUndone = "ALREADY_UNDONE";

    /// <summary>A later correction that stands is about the same.</summary>
    public const string Covered = "COVERED";

    /// <summary>A lock of the correction was released: its field follows the feeds.</summary>
    public const string Released = "RELEASED";

    /// <summary>The condition that the lock is to hold until is met already.</summary>
    public const string ConditionMet = "CONDITION_MET";

    /// <summary>Readers see nothing else than before, and nothing is locked.</summary>
    public const string NoChange = "NO_CHANGE";

    /// <summary>Corrections of the match exceed their limit, and all of them stand.</summary>
    public const string LimitExceeded = "LIMIT_EXCEEDED";

    /// <summary>Something that the order is about changed since it was decided.</summary>
    public const string Conflict = "CONFLICT";

    /// <summary>The effect is not what was previewed.</summary>
    public const string EffectChanged = "EFFECT_CHANGED";

    /// <summary>The request's id was another request's.</summary>
    public const string KeyReused = "KEY_REUSED";

    /// <summary>The editor's role does not allow it.</summary>
    public const string NotAllowed = "NOT_ALLOWED";

    /// <summary>The role allows it, and a second factor is needed.</summary>
    public const string StepUp = "STEP_UP";
}
