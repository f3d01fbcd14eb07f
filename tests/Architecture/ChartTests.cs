using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>The chart of the README shows what was measured: it must not drift from the file it was drawn from.</summary>
public sealed class ChartTests
{
    private const string Source = "perf/results/one.json";
    private const string Chart = "perf/results/delivery.svg";
    private const double WidthTolerance = 0.1; // of a pixel: widths are written with one digit

    private readonly JsonObject _results = JsonNode.Parse(SourceTree.Read(Source))!.AsObject();

    private readonly List<XElement> _bars =
    [
        .. XDocument.Parse(SourceTree.Read(Chart)).Descendants()
            .Where(static element => element.Attribute("data-server") is not null),
    ];

    [Fact]
    public void Every_server_that_was_measured_has_a_bar_with_its_value_and_no_other_has_one()
    {
        var measured =
            from panel in _results["values"]!.AsObject()
            from server in panel.Value!.AsObject()
            select (panel.Key, server.Key, server.Value!["secondsPerMillion"]!.GetValue<double>());
        var drawn = _bars.Select(static bar =>
            (bar.Attribute("data-panel")!.Value, bar.Attribute("data-server")!.Value, Number(bar, "data-value")));

        Assert.Equal(measured, drawn);
    }

    [Fact]
    public void A_bar_is_as_long_as_its_value_says()
    {
        var longest = _bars.MaxBy(static bar => Number(bar, "data-value"))!;
        var scale = Number(longest, "width") / Number(longest, "data-value");

        Assert.All(_bars, bar =>
            Assert.Equal(Number(bar, "data-value") * scale, Number(bar, "width"), WidthTolerance));
    }

    [Fact]
    public void The_readme_shows_it_and_names_the_machine_and_the_file()
    {
        var readme = SourceTree.Read("README.md");

        Assert.Contains($"({Chart})", readme, StringComparison.Ordinal);
        Assert.Contains($"({Source})", readme, StringComparison.Ordinal);
        Assert.Contains(_results["machine"]!.GetValue<string>(), readme, StringComparison.Ordinal);
    }

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
