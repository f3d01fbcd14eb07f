namespace Fanout.Ingest.Normalising;

/// <summary>Why an event cannot be applied: it goes to quarantine whole.</summary>
/// <param name="Reason">A <see cref="QuarantineReason"/>.</param>
/// <param name="Path">Where in the event, e.g. <c>score.cricket.innings[1].wickets</c>.</param>
/// <param name="Problem">Value and limit.</param>
internal sealed record Refusal(string Reason, string Path, string Problem)
{
    public string Detail => $"{Path}: {Problem}";

    /// <summary>The same, seen from the message around it.</summary>
    public Refusal Within(string member) => this with { Path = Path.Length == 0 ? member : $"{member}.{Path}" };

    public static Refusal Impossible(string path, string problem) =>
        new(QuarantineReason.ImpossibleValue, path, problem);

    public static Refusal Limit(string path, string problem) => new(QuarantineReason.LimitExceeded, path, problem);
}
