using System.Text.Json.Serialization;

namespace Fanout.Ingest.Push;

/// <summary>Answer to a push request: every line is in exactly one of the four.</summary>
/// <param name="Accepted">Lines taken, those that changed nothing (overtaken, nothing new) among them.</param>
/// <param name="Duplicate">Lines that were taken before, with the same content.</param>
/// <param name="Quarantined">Lines put aside; they are kept, and changed nothing so far.</param>
/// <param name="Rejected">Lines that are no event, or whose id stands for another one.</param>
/// <param name="IgnoredMembers">Members in all lines that no event has; they were passed over.</param>
public sealed record PushAnswer(
    int Accepted,
    int Duplicate,
    IReadOnlyList<QuarantinedLine> Quarantined,
    IReadOnlyList<RejectedLine> Rejected,
    int IgnoredMembers);

/// <param name="Line">Line, or element of the array; from 1.</param>
/// <param name="Id">Id of the event.</param>
/// <param name="Reason">UNKNOWN_MATCH, LIFECYCLE, IMPOSSIBLE_VALUE…</param>
/// <param name="Detail">Thing, value and limit.</param>
public sealed record QuarantinedLine(int Line, string Id, string Reason, string Detail);

/// <param name="Line">Line, or element of the array; from 1.</param>
/// <param name="Error">ID_REUSED, or what is wrong with the line: path, value, and what is allowed.</param>
/// <param name="Detail">For people, where the error is a word.</param>
public sealed record RejectedLine(
    int Line,
    string Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null);
