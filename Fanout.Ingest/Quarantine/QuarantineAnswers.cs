using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fanout.Ingest.Quarantine;

/// <summary>What is put aside, newest first.</summary>
/// <param name="Held">Events and messages.</param>
/// <param name="More">There are more than were asked for.</param>
public sealed record QuarantineList(IReadOnlyList<QuarantineItem> Held, bool More);

/// <summary>An event that was put aside, or a message of a feed of which something could not be taken.</summary>
/// <param name="Id">For showing, forcing and dropping it.</param>
/// <param name="Kind"><c>event</c> or <c>message</c>.</param>
/// <param name="Feed">Name of the feed.</param>
/// <param name="Match">Our id of the match; empty of a message.</param>
/// <param name="Source">The event's own id, or where the message came from.</param>
/// <param name="ReceivedMs">When it arrived, ms since 1970.</param>
/// <param name="Reason">A word of docs/push.md; UNREADABLE of a message.</param>
/// <param name="Detail">Field, value and limit; of a message, a line for each thing.</param>
public sealed record QuarantineItem(
    string Id, string Kind, string Feed, string Match, string Source, double ReceivedMs, string Reason, string Detail)
{
    /// <summary>The event as the feed stated it; only of one that is shown alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Event { get; init; }

    /// <summary>The message as it came, or its beginning, in base 64; only of one that is shown alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? Content { get; init; }
}

/// <summary>What an editor decides.</summary>
/// <param name="Reason">Why; needed, 1 to 500 characters. Stands in the log.</param>
/// <param name="StateHash">State hash of the preview; where the effect would be another one by now, it is refused (409).</param>
public sealed record QuarantineOrder(string? Reason, uint? StateHash = null);

/// <summary>What came of a decision, or would.</summary>
/// <param name="Action"><c>force</c> or <c>drop</c>.</param>
/// <param name="DryRun">Nothing was done.</param>
/// <param name="StateHash">State hash of the match after it.</param>
/// <param name="Item">What was decided on; absent where a request that was done already is sent again.</param>
/// <param name="Delta">What readers see change; absent: nothing.</param>
/// <param name="Marks">What was noticed, e.g. that a value was overtaken since.</param>
public sealed record QuarantineDecision(
    string Action, bool DryRun, uint StateHash, QuarantineItem? Item, JsonElement? Delta, IReadOnlyList<JsonElement> Marks);
