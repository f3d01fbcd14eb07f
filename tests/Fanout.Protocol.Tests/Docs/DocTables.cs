using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Fanout.Protocol.Messages;
using Fanout.Protocol.Tests.Matches;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.Tests.Docs;

/// <summary>
/// The tables of docs/protocol that are made from descriptors and data files, by the name in their mark.
/// </summary>
internal static class DocTables
{
    public static IReadOnlyDictionary<string, Func<string>> All { get; } = new Dictionary<string, Func<string>>
    {
        ["fields"] = Fields,
        ["sports"] = () => Rows(Vocabulary.File("sports")["sports"]!.AsArray(), "id", "name", "basis", "clock", "part"),
        ["phases"] = Phases,
        ["incident-types"] = () => Rows(Incidents("types"), "id", "name", "notable"),
        ["incident-methods"] = () => Rows(Incidents("methods"), "id", "name", "types"),
        ["cards"] = () => Rows(Incidents("cards"), "id", "name", "sendsOff"),
        ["void-reasons"] = () => Rows(Incidents("voidReasons"), "id", "name", "visibility"),
        ["stats"] = () => Table(["sport", "keys"], Vocabulary.File("stats").Select(sport =>
            new[] { sport.Key, Listed(sport.Value!, stat => Code((string)stat!["key"]!)) })),
        ["words"] = () => Table(["word", "values"], Vocabulary.File("words").Select(word =>
            new[] { Code(word.Key), Listed(word.Value!, value => (string)value!["id"]!) })),
        ["close-codes"] = () => Rows(CloseCodes("codes"), "code", "id", "meaning", "sent", "reconnect"),
        ["close-ranges"] = () => Rows(CloseCodes("ranges"), "first", "last", "meaning", "sent", "reconnect"),
        ["transitions"] = Transitions,
        ["passed-over"] = PassedOver,
        ["in-play"] = () => Listed(Vocabulary.File("lifecycle")["inPlay"]!, Cell),
        ["before-start"] = () => Listed(Vocabulary.File("lifecycle")["beforeStart"]!, Cell),
    };

    private static string Fields() => Table(
        ["number", "member", "type", "changes by"],
        MatchState.Descriptor.Fields.InFieldNumberOrder().Select(field => new[]
        {
            field.FieldNumber.ToString(CultureInfo.InvariantCulture),
            Code(field.JsonName),
            KindOf(field) + TypeOf(field),
            TypeOf(MatchDelta.Descriptor.FindFieldByNumber(field.FieldNumber)),
        }));

    private static string KindOf(FieldDescriptor field)
    {
        if (field.IsRepeated) return "list of ";
        return field.HasPresence && field.FieldType != FieldType.Message ? "optional " : "";
    }

    private static string TypeOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => field.MessageType.Name,
        FieldType.Enum => field.EnumType.ContainingType.Name,
        _ => field.FieldType.ToString().ToLowerInvariant(),
    };

    private static string Phases() => Table(
        ["sport", "id", "name", "kind", "stage", "order", "count", "clock"],
        Vocabulary.File("phases").SelectMany(sport => sport.Value!.AsArray().Select(phase => new[]
        {
            sport.Key, Code(Cell(phase!["id"])), Cell(phase["name"]), Cell(phase["kind"]), Cell(phase["stage"]),
            Cell(phase["order"]), Cell(phase["countMax"]),
            phase["clockBaseMs"] is { } ms ? ((uint)ms / 60_000).ToString(CultureInfo.InvariantCulture) : "",
        })));

    private static string Transitions()
    {
        var file = Vocabulary.File("lifecycle");
        var marks = file["guarded"]!.AsArray().ToDictionary(
            guard => ((string)guard!["from"]!, (string)guard["to"]!),
            guard => (string)guard!["needs"]! == "AUTHORITY" ? @"\*\*" : @"\*");
        return Table(["from", "may become"], file["transitions"]!.AsArray().Select(row =>
        {
            var from = (string)row!["from"]!;
            var next =
                row["to"]!.AsArray().Select(to => (string)to! + marks.GetValueOrDefault((from, (string)to!), ""));
            return new[] { from, row["to"]!.AsArray().Count == 0 ? "nothing" : string.Join(", ", next) };
        }));
    }

    private static string PassedOver()
    {
        var file = Vocabulary.File("lifecycle");
        var (first, last) = (Listed(file["passedOverFirst"]!, Cell), Listed(file["passedOverLast"]!, Cell));
        return $"{first}. Those that decide a match or break it off: {last}.";
    }

    private static string Listed(JsonNode list, Func<JsonNode?, string> text) =>
        string.Join(", ", list.AsArray().Select(text));

    private static JsonArray Incidents(string list) => Vocabulary.File("incidents")[list]!.AsArray();

    private static JsonArray CloseCodes(string list) => Vocabulary.File("close-codes")[list]!.AsArray();

    private static string Rows(JsonArray items, params string[] members) =>
        Table(members,
            items.Select(item =>
                members.Select(member => member == "id" ? Code(Cell(item![member])) : Cell(item![member])).ToArray()));

    private static string Table(string[] heads, IEnumerable<string[]> rows)
    {
        var table = new StringBuilder();
        table.Append("| ").AppendJoin(" | ", heads).Append(" |\n|").Insert(table.Length, "---|", heads.Length);
        foreach (var row in rows) table.Append("\n| ").AppendJoin(" | ", row).Append(" |");
        return table.ToString();
    }

    private static string Cell(JsonNode? value) => value switch
    {
        null => "",
        JsonArray list => string.Join(", ", list.Select(Cell)),
        JsonValue flag when flag.TryGetValue<bool>(out var yes) => yes ? "yes" : "",
        _ => value.ToString(),
    };

    private static string Code(string text) => $"`{text}`";
}
