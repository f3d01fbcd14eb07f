using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Fanout.Server.Access;
using Fanout.Server.Boards;
using Fanout.Server.Topics;

namespace Fanout.Server.Http;

/// <summary>Which headlines <c>GET /v1/matches</c> asks for, and from where on.</summary>
internal sealed class MatchQuery
{
    public const int LimitDefault = 100;
    public const int LimitMax = 500; // as a page of a board

    private HashSet<Status.Types.Value>? _statuses;
    private string? _sport;
    private string? _competition;
    private string? _team;
    private DateOnly? _day;
    private bool _isContinuedListed;
    private (double Start, string Id)? _after;

    /// <summary>Rows of a page, 1–500.</summary>
    public int Limit { get; private set; } = LimitDefault;

    public static bool TryParse(
        IQueryCollection query, [NotNullWhen(true)] out MatchQuery? parsed, [NotNullWhen(false)] out string? problem)
    {
        var result = new MatchQuery
        {
            _sport = Text(query, "sport"),
            _competition = Text(query, "competition"),
            _team = Text(query, "team"),
        };
        problem = result.ReadStatuses(Text(query, "status"))
            ?? result.ReadDay(Text(query, "day"))
            ?? result.ReadContinued(Text(query, "continued"))
            ?? result.ReadLimit(Text(query, "limit"))
            ?? result.ReadCursor(Text(query, "cursor"));
        parsed = problem is null ? result : null;
        return parsed is not null;
    }

    /// <summary>The page: matching headlines by (start, id), unknown starts last, and the cursor of the next one.</summary>
    /// <param name="matches">All there are.</param>
    /// <param name="rights">Those of the reader: a match that it may not see is not there for it.</param>
    public MatchPage Page(IEnumerable<MatchPoint> matches, Rights rights)
    {
        var rows = matches
            .Where(match => _isContinuedListed || !Continuation.IsElsewhere(match.State.Head)) // as on boards
            .Where(IsOnDay)
            .Select(static match => match.Row.Headline)
            .Where(row => Matches(row) && rights.MayList(row.Id) && (_after is null || Compare(Place(row), _after.Value) > 0))
            .OrderBy(Place, Comparer<(double, string)>.Create(Compare))
            .Take(Limit + 1)
            .ToList();
        var page = new MatchPage { Matches = { rows.Take(Limit) } };
        if (rows.Count > Limit)
            page.Next = Cursor(Place(rows[Limit - 1]));
        return page;
    }

    private bool Matches(Headline row) =>
        (_statuses is null || _statuses.Contains(row.Status))
        && (_sport is null || row.Sport == _sport)
        && (_competition is null || row.Competition?.Id == _competition)
        && (_team is null || row.Participants.Any(participant => participant.Id == _team));

    /// <summary>As <c>board/day/…</c> has it.</summary>
    private bool IsOnDay(MatchPoint match) =>
        _day is not { } day || Membership.DaysOf(match.State.Head, match.Times).Contains(day);

    private string? ReadStatuses(string? text)
    {
        if (text is null)
            return null;
        _statuses = [];
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Status.Descriptor.EnumTypes[0].FindValueByName(name) is not { Number: > 0 } value)
                return $"status: \"{name}\" is not one of {string.Join(", ", StatusNames)}";
            _statuses.Add((Status.Types.Value)value.Number);
        }
        return null;
    }

    private string? ReadDay(string? text)
    {
        if (text is null)
            return null;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return $"day: \"{text}\" is not a day like 2026-11-22";
        _day = day;
        return null;
    }

    private string? ReadContinued(string? text)
    {
        if (text is not null && !bool.TryParse(text, out _isContinuedListed))
            return $"continued: \"{text}\" is neither true nor false";
        return null;
    }

    private string? ReadLimit(string? text)
    {
        if (text is null)
            return null;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit is < 1 or > LimitMax)
            return $"limit: \"{text}\" is not a number from 1 to {LimitMax}";
        Limit = limit;
        return null;
    }

    private string? ReadCursor(string? text)
    {
        if (text is null)
            return null;
        var bytes = new byte[text.Length];
        // TryDecode… throws where a character is not of the alphabet; this says so.
        var status = Base64Url.DecodeFromChars(text, bytes, out _, out var size);
        if (status != OperationStatus.Done || size <= sizeof(double))
            return $"cursor: \"{text}\" is not one that this server gave";
        _after = (BitConverter.ToDouble(bytes), Encoding.UTF8.GetString(bytes, sizeof(double), size - sizeof(double)));
        return null;
    }

    private static IEnumerable<string> StatusNames =>
        Status.Descriptor.EnumTypes[0].Values.Where(value => value.Number > 0).Select(value => value.Name);

    private static string Cursor((double Start, string Id) place) =>
        Base64Url.EncodeToString([.. BitConverter.GetBytes(place.Start), .. Encoding.UTF8.GetBytes(place.Id)]);

    private static (double Start, string Id) Place(Headline row) => (row.HasStart ? row.Start : double.PositiveInfinity, row.Id);

    private static int Compare((double Start, string Id) first, (double Start, string Id) second)
    {
        var byStart = first.Start.CompareTo(second.Start);
        return byStart != 0 ? byStart : string.CompareOrdinal(first.Id, second.Id);
    }

    private static string? Text(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var values) && !string.IsNullOrEmpty(values[^1]) ? values[^1] : null;
}
