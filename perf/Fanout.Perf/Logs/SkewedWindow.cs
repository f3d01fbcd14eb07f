using System.Text.Json.Nodes;

namespace Fanout.Perf.Logs;

/// <summary>A window with traffic that is uneven, or even.</summary>
/// <param name="All">What the processes did, and what a reader of every match got.</param>
/// <param name="Everybody">The same reader, as a group.</param>
/// <param name="Hot">Readers of what the skew is about; null where traffic is even.</param>
/// <param name="Others">Readers of the other matches; null where traffic is even.</param>
internal sealed record SkewedWindow(LogWindow All, GroupWindow Everybody, GroupWindow? Hot, GroupWindow? Others)
{
    public JsonObject ToJson()
    {
        var json = All.ToJson();
        if (Hot is not null)
            json["hot"] = Hot.ToJson();
        if (Others is not null)
            json["others"] = Others.ToJson();
        return json;
    }
}
