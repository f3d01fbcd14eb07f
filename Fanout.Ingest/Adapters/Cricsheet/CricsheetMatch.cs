using System.Globalization;
using Fanout.Ingest.Adapters.Trees;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Adapters.Cricsheet;

/// <summary>A document: the setting and the result from <c>info</c>, and the innings.</summary>
internal sealed class CricsheetMatch
{
    private const int BallsPerOverDefault = 6;

    private readonly DataNode _info;

    private CricsheetMatch(string id, FeedFile file, DataNode info, bool brokenOff)
    {
        (Id, File, _info, IsBrokenOff) = (id, file, info, brokenOff);
        BallsPerOver = info.Whole("balls_per_over") is > 0 and <= 10 and var balls ? balls : BallsPerOverDefault;
        Outcome = info.Member("outcome");
    }

    public string Id { get; }

    public FeedFile File { get; }

    /// <summary>Home and away: the two teams in the order of the document.</summary>
    public IReadOnlyList<string> Teams { get; private set; } = [];

    public IReadOnlyList<CricsheetInnings> Innings { get; private set; } = [];

    public int BallsPerOver { get; }

    public DataNode? Outcome { get; }

    /// <summary>The document breaks off: what follows is not known, the end of the match neither.</summary>
    public bool IsBrokenOff { get; }

    /// <summary>Version of the format, then revision of the file: the greater is the newer document of a match.</summary>
    public (double Version, int Revision) Age { get; private init; }

    public DateTimeOffset? Start => _info.Elements("dates") is [{ Scalar: { } first }, ..]
        && DateTimeOffset.TryParseExact(first.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : null;

    /// <summary>Reads a document; <see langword="null"/>, and reported, where it is none of this format.</summary>
    public static CricsheetMatch? TryRead(FeedFile file, Action<ReadProblem> report)
    {
        if (DataTree.Read(file, report) is not { } tree) return null;
        if (tree.Root?.Member("info") is null && tree.Root?.Member("innings") is null)
        {
            report(new ReadProblem(ProblemKind.Unreadable, file.Name, "", "has neither info nor innings of a match"));
            return null;
        }

        var match = new CricsheetMatch(IdOf(file.Name), file, tree.Root.Member("info") ?? DataNode.Map(), tree.Failure is not null)
        {
            Age = AgeOf(tree.Root.Member("meta")),
        };
        var innings = tree.Root.Elements("innings");
        match.Innings = [.. innings.Select((node, index) => CricsheetInnings.TryRead(node, index, match.BallsPerOver, match.Reporter(report))).OfType<CricsheetInnings>()];
        match.Teams = match.TeamsOf(match.Reporter(report));
        return match;
    }

    public Action<ProblemKind, string, string> Reporter(Action<ReadProblem> report) =>
        (kind, place, text) => report(new ReadProblem(kind, File.Name, place, text));

    /// <summary>Whether a team is the home one; <see langword="null"/>: it is not of this match.</summary>
    public bool? IsHome(string team) => team == Teams[0] ? true : team == Teams[1] ? false : null;

    public string NameOf(bool home) => Teams[home ? 0 : 1];

    public Fixture ToFixture()
    {
        var fixture = new Fixture
        {
            Sport = "cricket",
            Season = _info.TextOf("season"),
            Round = RoundOf(_info.Member("event")),
            Venue = VenueOf(),
            Home = SideOf(Teams[0]),
            Away = SideOf(Teams[1]),
            Format = new Format
            {
                Overs = (uint)Math.Clamp(_info.Whole("overs") ?? 0, 0, 1000),
                BallsPerOver = (uint)BallsPerOver,
            },
        };
        // Older documents have a competition in place of an event.
        var name = _info.Member("event")?.TextOf("name") is { Length: > 0 } stated ? stated : _info.TextOf("competition");
        if (name.Length > 0) fixture.Competition = new Competition { Id = IdOfName(name), Name = name };
        if (Start is not { } start) return fixture;
        fixture.Start = start.ToTimestamp();
        fixture.StartPrecision = StartPrecision.Types.Value.Day;
        return fixture;
    }

    /// <summary>All who were involved, replacements too; <see langword="null"/> where nobody is named.</summary>
    public LineupUpdate? LineupOf(bool home, IReadOnlySet<string> cameIn)
    {
        var names = _info.Member("players")?.Elements(NameOf(home)) ?? [];
        if (names.Count == 0) return null;
        var people = _info.Member("registry")?.Member("people");
        var lineup = new LineupUpdate { Side = Side.Of(home) };
        foreach (var name in names.Select(static player => player.Scalar?.Trim()).OfType<string>().Where(static name => name.Length > 0).Take(100))
        {
            var id = people?.TextOf(name) ?? "";
            lineup.Players.Add(new LineupPlayer
            {
                Id = $"{CricsheetFormat.FormatName}:{(id.Length > 0 ? id : name)}",
                Name = name,
                Starter = !cameIn.Contains(name),
            });
        }

        return lineup;
    }

    private List<string> TeamsOf(Action<ProblemKind, string, string> report)
    {
        var teams = _info.Elements("teams").Select(static team => team.Scalar?.Trim()).OfType<string>().Where(static team => team.Length > 0).ToList();
        if (teams.Count >= 2) return teams;
        teams = [.. teams.Concat(Innings.Select(static innings => innings.Team)).Distinct(StringComparer.Ordinal).Take(2)];
        report(ProblemKind.Assumption, "info.teams", $"two teams are not named; taken are {string.Join(" and ", teams)}, from the innings");
        while (teams.Count < 2) teams.Add("?");
        return teams;
    }

    // The document does not name itself: its file does.
    public static string IdOf(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file.AsSpan().TrimEnd("/\\"));
        Span<char> id = stackalloc char[Math.Min(name.Length, MatchId.LengthMax - CricsheetFormat.FormatName.Length - 1)];
        for (var i = 0; i < id.Length; i++) id[i] = char.IsAsciiLetterOrDigit(name[i]) || name[i] is '.' or '_' or '-' ? name[i] : '-';
        return $"{CricsheetFormat.FormatName}:{(id.Length > 0 ? id : "-")}";
    }

    private static (double Version, int Revision) AgeOf(DataNode? meta)
    {
        var parts = (meta?.TextOf("data_version") ?? "").Split('.');
        var version = double.TryParse(string.Join('.', parts.Take(2)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var read) ? read : 0;
        return (version, meta?.Whole("revision") ?? 0);
    }

    private Participant SideOf(string team) => new()
    {
        // A country has two teams of one name.
        Id = IdOfName(_info.TextOf("gender") == "female" ? $"{team} women" : team),
        Name = team,
    };

    private static string RoundOf(DataNode? stated)
    {
        if (stated is null) return "";
        if (stated.TextOf("stage") is { Length: > 0 } stage) return stage;
        var number = stated.TextOf("match_number");
        var group = stated.TextOf("group");
        return (number.Length, group.Length) switch
        {
            (0, 0) => "",
            (0, _) => $"Group {group}",
            (_, 0) => $"Match {number}",
            _ => $"Group {group}, match {number}",
        };
    }

    private string VenueOf()
    {
        var (venue, city) = (_info.TextOf("venue"), _info.TextOf("city"));
        if (city.Length == 0 || venue.Contains(city, StringComparison.Ordinal)) return venue;
        return venue.Length == 0 ? city : $"{venue}, {city}";
    }

    private static string IdOfName(string name) =>
        $"{CricsheetFormat.FormatName}:{string.Join('-', name.ToLowerInvariant().Split([' ', '/', ','], StringSplitOptions.RemoveEmptyEntries))}";
}
