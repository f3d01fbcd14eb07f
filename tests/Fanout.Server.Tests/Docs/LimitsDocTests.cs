using System.Globalization;
using System.Text.RegularExpressions;
using Fanout.Ingest.Identity;
using Fanout.Ingest.Matches;
using Fanout.Server.Access;
using Fanout.Server.Boards;
using Fanout.Server.Delivery;
using Fanout.Server.Http;
using Fanout.Server.Topics;
using Fanout.Server.Transport;

namespace Fanout.Server.Tests.Docs;

/// <summary>docs/operations/limits.md names settings that there are, with the defaults that they have, and all that are limits.</summary>
public sealed partial class LimitsDocTests
{
    private static readonly Dictionary<string, object> Options = new()
    {
        ["Delivery"] = new DeliveryOptions(),
        ["Transport"] = new TransportOptions(),
        ["Http"] = new HttpOptions(),
        ["Topics"] = new TopicsOptions(),
        ["Boards"] = new BoardsOptions(),
        ["Ingest"] = new IngestOptions(),
        ["Identity"] = new IdentityOptions(),
        ["Access"] = new AccessOptions(),
    };

    private static readonly string[] LimitEndings = ["Max", "PerSecond", "PerAddress", "Timeout"];

    // how often something is looked at, and what delivery gives to the transport
    private static readonly HashSet<string> NoLimits =
        ["Delivery:ProbeTimeout", "Transport:MessageSizeMax", "Transport:CloseTimeout", "Ingest:SilenceMax"];

    [Fact]
    public void Each_setting_is_there_and_has_its_default()
    {
        foreach (var (limit, settings) in Rows())
        {
            foreach (var (section, name) in settings)
            {
                if (!Options.TryGetValue(section, out var options))
                    continue; // of one feed
                var property = options.GetType().GetProperty(name);
                Assert.True(property is not null, $"there is no {section}:{name}");
                var words = WordsFor(property.GetValue(options)).ToList();
                Assert.True(
                    words.Count == 0 || words.Exists(word => limit.Contains(word, StringComparison.Ordinal)),
                    $"{section}:{name} is {string.Join(" or ", words)}, and not {limit}");
            }
        }
    }

    [Fact]
    public void Each_setting_that_is_a_limit_is_named()
    {
        var named = Rows().SelectMany(static row => row.Settings).Select(static setting => $"{setting.Section}:{setting.Name}").ToHashSet();
        var limits = Options.SelectMany(static section => section.Value.GetType().GetProperties()
            .Where(static property => LimitEndings.Any(ending => property.Name.EndsWith(ending, StringComparison.Ordinal)))
            .Select(property => $"{section.Key}:{property.Name}"));
        Assert.Empty(limits.Except(named).Except(NoLimits));
    }

    private static IEnumerable<(string Limit, List<(string Section, string Name)> Settings)> Rows() => Repository
        .Lines("docs/operations/limits.md")
        .Where(static line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(static line => line.Split('|', StringSplitOptions.TrimEntries))
        .Select(static cells => (cells[2], Setting().Matches(cells[3])
            .Select(static match => (match.Groups[1].Value, match.Groups[2].Value)).ToList()));

    /// <summary>How a default may be written; none where there is no number.</summary>
    private static IEnumerable<string> WordsFor(object? value)
    {
        switch (value)
        {
            case TimeSpan span:
                yield return string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms");
                yield return string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.##} s");
                yield return string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.##} min");
                yield return string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.##} h");
                yield return string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0.##} days");
                break;
            case int or long:
                var number = Convert.ToInt64(value, CultureInfo.InvariantCulture);
                yield return number.ToString("N0", CultureInfo.InvariantCulture);
                if (number % 1024 == 0)
                    yield return string.Create(CultureInfo.InvariantCulture, $"{number >> 10} KiB");
                if (number % (1 << 20) == 0)
                    yield return string.Create(CultureInfo.InvariantCulture, $"{number >> 20} MiB");
                break;
        }
    }

    [GeneratedRegex("`([A-Z][A-Za-z]+):([A-Za-z]+)`")]
    private static partial Regex Setting();
}
