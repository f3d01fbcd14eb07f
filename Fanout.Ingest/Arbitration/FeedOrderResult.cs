using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Arbitration;

/// <summary>How an order is to be done.</summary>
/// <param name="IsDryRun">Nothing is done; the result says what would be.</param>
/// <param name="Effect">What was previewed, by its <see cref="FeedOrderResult.Effect"/>: another effect is refused. Empty: any is wanted.</param>
internal sealed record FeedOrderTerms(bool IsDryRun = false, string Effect = "");

/// <summary>What became of an order, or would.</summary>
/// <param name="Outcome">Whether it was done.</param>
internal sealed record FeedOrderResult(FeedOrderOutcome Outcome)
{
    /// <summary>What readers see change; null: nothing.</summary>
    public MatchDelta? Delta { get; init; }

    /// <summary>What was decided, the order first and then what follows from it; a sentence each.</summary>
    public IReadOnlyList<string> Decisions { get; init; } = [];

    /// <summary>Stands for <see cref="Delta"/>: 16 hexadecimal digits.</summary>
    public string Effect { get; init; } = "";

    /// <summary>Sequence in the partition up to which the log has it; 0: not known.</summary>
    public ulong Reached { get; init; }
}
