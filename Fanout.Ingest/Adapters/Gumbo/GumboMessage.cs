using System.Text.Json.Nodes;
using Fanout.Ingest.Adapters.Json;

namespace Fanout.Ingest.Adapters.Gumbo;

/// <summary>A whole document, or a step from one state of it to another.</summary>
/// <param name="Document">The whole document; <see langword="null"/>: it is a step.</param>
/// <param name="Patch">The operations of a step.</param>
/// <param name="From">The timecode of the state that a step begins with; empty: not stated.</param>
/// <param name="To">The timecode that it leads to, or that the document has; empty: not stated.</param>
/// <param name="Place">Where in its file it stands.</param>
internal sealed record GumboMessage(JsonNode? Document, JsonArray Patch, string From, string To, string Place)
{
    // Such as 20190504_171000: in order of text they are in order of time.
    private static readonly string[] TimePath = ["metaData", "timeStamp"];

    public static string TimeOf(JsonNode? document) => document.Text(TimePath) ?? "";

    /// <summary>
    /// The messages in a value: a document; a step with its operations in <c>diff</c>; a bare list of operations; a list of any of these, which is
    /// how the service answers. <see langword="null"/> in place of what is none.
    /// </summary>
    public static IEnumerable<GumboMessage?> In(JsonNode? value, string place)
    {
        switch (value)
        {
            case JsonObject whole when whole.ContainsKey("gameData") || whole.ContainsKey("liveData"):
                yield return new GumboMessage(whole, [], "", TimeOf(whole), place);
                break;
            case JsonObject step when step["diff"] is JsonArray patch:
                yield return Step(patch, step.Text("from_timecode"), step.Text("to_timecode"), place);
                break;
            case JsonArray { Count: > 0 } patch when patch.All(static operation => operation is JsonObject members && members.ContainsKey("op")):
                yield return Step(patch, null, null, place);
                break;
            case JsonArray { Count: > 0 } list:
                for (var i = 0; i < list.Count; i++)
                {
                    foreach (var message in In(list[i], $"{place}[{i}]")) yield return message;
                }

                break;
            case JsonArray: // nothing has changed
                break;
            default:
                yield return null;
                break;
        }
    }

    private static GumboMessage Step(JsonArray patch, string? from, string? to, string place)
    {
        // What a step does not say of itself, its operation on the document's own time says.
        to ??= patch.OfType<JsonObject>().LastOrDefault(static operation => operation.Text("path") == "/metaData/timeStamp").Text("value");
        return new GumboMessage(null, patch, from ?? "", to ?? "", place);
    }
}
