using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fanout.Ingest.Corrections;

/// <summary>What an editor wants of a match.</summary>
/// <param name="Reason">Why; needed but of a preview, 1 to 500 characters. Readers of <c>events/</c> see it.</param>
/// <param name="Changes">
/// 1 to 50, done in order and in one entry. Each is what feeds send of a match (<c>status</c>, <c>phase</c>, <c>clock</c>,
/// <c>score</c>, <c>incident</c>, <c>void</c>, <c>stat</c>; docs/push.md), or one of <c>{"lock":field}</c>,
/// <c>{"unlock":field}</c> and <c>{"undo":id}</c>, which stands alone.
/// </param>
/// <param name="Until">Until when it is locked: <c>agree</c> (by default: until the feeds say the same), <c>release</c>, <c>phase=…</c> or <c>status=…</c>.</param>
/// <param name="IfSeq">Sequence that it was decided at: refused where something that it is about changed since.</param>
/// <param name="StateHash">State hash of the preview; any other is refused.</param>
/// <param name="Effect">Effect of the preview; any other is refused.</param>
/// <param name="Force">The lifecycle and the rules of the sport do not refuse it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CorrectionRequest(
    string? Reason, IReadOnlyList<JsonElement>? Changes, string? Until = null, uint? IfSeq = null, uint? StateHash = null,
    uint? Effect = null, bool Force = false);

/// <summary>What came of a correction, or would.</summary>
/// <param name="Id">For taking it back.</param>
/// <param name="DryRun">Nothing was done.</param>
/// <param name="Position">Where the match stands after it.</param>
/// <param name="StateHash">State hash of the match after it.</param>
/// <param name="Effect">Stands for what readers see change, without its times and ids.</param>
/// <param name="Delta">What readers see change; absent: nothing.</param>
/// <param name="Fields">The fields that it is about.</param>
/// <param name="Locks">All fields of the match that do not follow the feeds after it.</param>
/// <param name="Marks">What was noticed, e.g. that the goals listed do not add up to the score.</param>
public sealed record CorrectionAnswer(
    string Id, bool DryRun, CorrectionPosition Position, uint StateHash, uint Effect, JsonElement? Delta,
    IReadOnlyList<string> Fields, IReadOnlyList<LockAnswer> Locks, IReadOnlyList<JsonElement> Marks);

/// <summary>A position of a match.</summary>
/// <param name="Epoch">Identity of one run of the log; compared for equality only.</param>
/// <param name="Seq">Sequence of the match.</param>
public sealed record CorrectionPosition(uint Epoch, uint Seq);

/// <summary>What editors corrected of a match.</summary>
/// <param name="Corrections">Newest first; those that are remembered.</param>
/// <param name="Locks">Fields that do not follow the feeds.</param>
public sealed record CorrectionList(IReadOnlyList<CorrectionItem> Corrections, IReadOnlyList<LockAnswer> Locks);

/// <summary>A correction.</summary>
/// <param name="Id">For taking it back.</param>
/// <param name="Actor">Name of the editor.</param>
/// <param name="Role">What made it allowed.</param>
/// <param name="Reason">Why.</param>
/// <param name="AtMs">When, ms since 1970.</param>
/// <param name="Seq">Sequence of its entry; of one that readers did not see, of the entry before it.</param>
/// <param name="Stands">It was not taken back.</param>
/// <param name="Fields">What it locked.</param>
/// <param name="Unlocked">Fields that follow the feeds again because of it.</param>
/// <param name="Delta">What readers saw change; absent: nothing.</param>
public sealed record CorrectionItem(
    string Id, string Actor, string Role, string Reason, double AtMs, uint Seq, bool Stands, IReadOnlyList<CorrectedField> Fields,
    IReadOnlyList<string> Unlocked, JsonElement? Delta)
{
    /// <summary>The correction that it takes back; absent: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Undoes { get; init; }

    /// <summary>By which it was taken back; absent: it was not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UndoneBy { get; init; }
}

/// <summary>A field that a correction locked.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Until">Until when.</param>
public sealed record CorrectedField(string Field, string Until)
{
    /// <summary>Since when it follows the feeds again, ms since 1970; absent: it does not, or the correction was taken back.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ReleasedMs { get; init; }

    /// <summary>Correction that unlocked it, or what it was locked until.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReleasedBy { get; init; }
}

/// <summary>A field that does not follow the feeds.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Correction">The newest correction that locks it.</param>
/// <param name="Until">Until when.</param>
/// <param name="Shown">What readers see, in a match that has this field alone.</param>
/// <param name="Feeds">What the feeds say, likewise.</param>
public sealed record LockAnswer(string Field, string Correction, string Until, JsonElement Shown, JsonElement Feeds)
{
    /// <summary>Since when the feeds say so, ms since 1970; absent: nobody knows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SinceMs { get; init; }
}
