using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Matches;

/// <summary>What became of one event, once the log has it.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">
/// A <see cref="QuarantineReason"/>, <see cref="Verdict.IdReused"/>, <see cref="Verdict.Invalid"/> or
/// <see cref="Verdict.OutOfScope"/>; otherwise empty.
/// </param>
/// <param name="Detail">Thing, value and limit, for people; may be empty.</param>
public readonly record struct EventAnswer(Outcome Outcome, string Reason, string Detail)
{
    internal static EventAnswer Of(Verdict verdict) => new(verdict.Outcome, verdict.Reason, verdict.Detail);
}

/// <summary>Answer to a batch of events.</summary>
/// <param name="Answers">One per event, in their order; empty when <paramref name="Complete"/> is false.</param>
/// <param name="Complete">
/// False: the log did not answer in time for all of them. Some may have been taken; sending all of them again is
/// harmless.
/// </param>
public readonly record struct BatchResult(IReadOnlyList<EventAnswer> Answers, bool Complete)
{
    /// <summary>
    /// Up to where the log has what became of them, in each partition concerned: who reads that far sees it.
    /// </summary>
    public IReadOnlyList<(int Partition, ulong Sequence)> Reached { get; init; } = [];

    internal static BatchResult Incomplete { get; } = new([], Complete: false);

    /// <summary>How many events came to this.</summary>
    public int Count(Outcome outcome) => Answers.Count(answer => answer.Outcome == outcome);
}
