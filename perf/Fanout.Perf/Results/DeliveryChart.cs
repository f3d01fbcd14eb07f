using System.Globalization;
using System.Security;
using System.Text;
using System.Text.Json.Nodes;

namespace Fanout.Perf.Results;

/// <summary>
/// The chart of the README: what a delivery costs each server that was measured one event at a time. Drawn from the
/// file of that scenario and from nothing else; each bar carries its value, so that a test can hold one against the other.
/// </summary>
internal static class DeliveryChart
{
    public const string FileName = "delivery.svg";
    public const string Source = "one.json";

    private const int Width = 760;
    private const int LabelWidth = 160;
    private const int ValueWidth = 110;
    private const int BarHeight = 14;
    private const int RowHeight = 20;
    private const int TitleHeight = 44;
    private const int CaptionHeight = 34;
    private const int FootHeight = 28;

    // Ourselves in a colour, what we are measured against dark, others pale; readable on white and on black.
    private const string Style = """
        <style>
          text { font: 12px system-ui, sans-serif; fill: #24292f; }
          .title { font-size: 15px; font-weight: 600; }
          .caption { font-weight: 600; }
          .note { fill: #57606a; }
          .fanout { fill: #0969da; }
          .floor { fill: #57606a; }
          .other { fill: #c9d1d9; }
          @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3; }
            .note { fill: #9198a1; }
            .fanout { fill: #4493f8; }
            .floor { fill: #9198a1; }
            .other { fill: #3d444d; }
          }
        </style>
        """;

    /// <summary>Draws what a folder of results holds; false: that scenario is not in it.</summary>
    public static bool Draw(string folder)
    {
        if (Text(folder) is not { } text)
            return false;
        File.WriteAllText(Path.Combine(folder, FileName), text);
        return true;
    }

    /// <summary>Whether the chart in a folder is what its file says.</summary>
    public static bool IsCurrent(string folder) =>
        Path.Combine(folder, FileName) is var chart && File.Exists(chart) && File.ReadAllText(chart) == Text(folder);

    private static string? Text(string folder)
    {
        var source = Path.Combine(folder, Source);
        return File.Exists(source) ? Text(JsonNode.Parse(File.ReadAllText(source))!.AsObject()) : null;
    }

    private static string Text(JsonObject results)
    {
        var panels = results["values"]!.AsObject()
            .Select(static panel => (Caption: panel.Key, Bars: BarsOf(panel.Value!.AsObject())))
            .ToList();
        var longest = panels.Max(static panel => panel.Bars.Max(static bar => bar.Cost));
        var body = new StringBuilder();
        var y = TitleHeight;
        foreach (var (caption, bars) in panels)
        {
            body.Append(CultureInfo.InvariantCulture, $"""<text class="caption" x="0" y="{y + 20}">{Escaped(caption)}</text>""")
                .Append('\n');
            y += CaptionHeight;
            foreach (var bar in bars)
            {
                Add(body, y, caption, bar, bar.Cost / longest * (Width - LabelWidth - ValueWidth));
                y += RowHeight;
            }
        }
        y += FootHeight;
        var note = $"{results["machine"]}, commit {results["commit"]}, {results["day"]}; perf/results/{Source}";
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{y}" viewBox="0 0 {Width} {y}" role="img">
            <title>CPU seconds of the server per million deliveries</title>
            {Style}
            <text class="title" x="0" y="18">CPU seconds of the server per million deliveries</text>
            <text class="note" x="0" y="36">one event at a time, nothing to join; "floor" is a bare send() loop in C; shorter is better</text>
            {body.ToString().TrimEnd()}
            <text class="note" x="0" y="{y - 8}">{Escaped(note)}</text>
            </svg>

            """);
    }

    private static List<Bar> BarsOf(JsonObject panel) =>
    [
        .. panel.Select(static server => new Bar(
            server.Key,
            server.Value!["secondsPerMillion"]!.GetValue<double>(),
            server.Value["ratio"]!.GetValue<double>())),
    ];

    private static void Add(StringBuilder body, int y, string caption, Bar bar, double width)
    {
        var kind = bar.Server.Split('-')[0] is var first and ("fanout" or "floor") ? first : "other";
        var middle = y + BarHeight - 3;
        body.Append(CultureInfo.InvariantCulture, $"""
            <text x="{LabelWidth - 8}" y="{middle}" text-anchor="end">{Escaped(bar.Server)}</text>
            <rect class="{kind}" x="{LabelWidth}" y="{y}" width="{width:0.0}" height="{BarHeight}" data-panel="{Escaped(caption)}" data-server="{Escaped(bar.Server)}" data-value="{bar.Cost:R}"/>
            <text x="{LabelWidth + width + 6:0.0}" y="{middle}">{Cell.Of(bar.Cost)} <tspan class="note">× {bar.Ratio:0.00}</tspan></text>

            """);
    }

    private static string Escaped(string text) => SecurityElement.Escape(text);

    /// <param name="Server">Its name.</param>
    /// <param name="Cost">Seconds per million deliveries, median.</param>
    /// <param name="Ratio">To the first of the panel, median over the rounds.</param>
    private readonly record struct Bar(string Server, double Cost, double Ratio);
}
