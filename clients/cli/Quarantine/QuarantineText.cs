using System.Globalization;
using System.Text;
using System.Text.Json;
using Fanout.Cli.Terminal;
using Fanout.Ingest.Quarantine;

namespace Fanout.Cli.Quarantine;

/// <summary>What was put aside, for people. Texts of feeds are made safe to print.</summary>
internal static class QuarantineText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static IEnumerable<string> Lines(QuarantineList list)
    {
        if (list.Held.Count == 0) yield return "Nothing is put aside.";
        foreach (var item in list.Held)
        {
            yield return Plain.Text($"{item.Id}  {Time(item.ReceivedMs)}  {item.Reason}  {item.Feed}  {item.Source}");
            foreach (var line in item.Detail.Split('\n')) yield return "    " + Plain.Text(line);
        }
        if (list.More) yield return "More: narrow it down with --match, --feed or --reason, or raise --limit";
    }

    public static IEnumerable<string> Lines(QuarantineItem item)
    {
        yield return $"id        {item.Id}";
        yield return Plain.Text($"feed      {item.Feed}");
        if (item.Match.Length > 0) yield return Plain.Text($"match     {item.Match}");
        yield return Plain.Text($"{(item.Kind == "event" ? "event " : "source")}    {item.Source}");
        yield return $"received  {Time(item.ReceivedMs)}";
        yield return Plain.Text($"reason    {item.Reason}");
        foreach (var line in item.Detail.Split('\n')) yield return "          " + Plain.Text(line);
        var text = item.Event is { } stated ? JsonSerializer.Serialize(stated, Indented)
            : item.Content is { } content ? Encoding.UTF8.GetString(content) : "";
        foreach (var line in text.Split('\n')) yield return Plain.Text(line);
    }

    public static IEnumerable<string> Lines(QuarantineDecision decision)
    {
        if (decision.Item is { } item)
            yield return Plain.Text($"{item.Id}  {item.Reason}  {item.Detail}");
        if (decision.Action != "force") yield break;
        yield return decision.Delta is { } delta
            ? "changes   " + Plain.Text(delta.ToString())
            : "changes   nothing that readers see";
        foreach (var mark in decision.Marks) yield return "noticed   " + Plain.Text(mark.ToString());
    }

    private static string Time(double ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)ms).ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
