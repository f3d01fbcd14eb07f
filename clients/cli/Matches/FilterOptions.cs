using System.CommandLine;
using Fanout.Client.Reading;

namespace Fanout.Cli.Matches;

/// <summary>Which matches a list shows.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string?> _status = new("--status") { Description = "Only this status, e.g. LIVE" };
    private readonly Option<string?> _sport = new("--sport") { Description = "Only this sport, e.g. football" };
    private readonly Option<string?> _competition = new("--competition") { Description = "Only this competition's id" };
    private readonly Option<string?> _team = new("--team") { Description = "Only this participant's id" };
    private readonly Option<DateOnly?> _day = new("--day") { Description = "Only this day in UTC", HelpName = "yyyy-mm-dd" };
    private readonly Option<int?> _limit = new("--limit") { Description = "Rows of a page" };
    private readonly Option<string?> _cursor = new("--cursor") { Description = "Go on after this place: the `next` of the page before" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _status, _sport, _competition, _team, _day, _limit, _cursor })
            command.Options.Add(option);
    }

    public MatchFilter Read(ParseResult parsed) => new()
    {
        Status = parsed.GetValue(_status)?.ToUpperInvariant(),
        Sport = parsed.GetValue(_sport),
        Competition = parsed.GetValue(_competition),
        Team = parsed.GetValue(_team),
        Day = parsed.GetValue(_day),
        Limit = parsed.GetValue(_limit),
        Cursor = parsed.GetValue(_cursor),
    };
}
