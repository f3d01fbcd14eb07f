using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Fanout.Server.Access;

namespace Fanout.Server.Topics;

/// <summary>The name of a topic, taken apart. Each topic has exactly one name; boards of several views share their text.</summary>
/// <remarks><code>
/// match/{id}  score/{id}  events/{id}             id: 1–64 of A–Z a–z 0–9 . _ : -
/// board/live
/// board/sport/{sport}  board/competition/{id}  board/team/{id}    1–256 characters, see below
/// board/day/{yyyy-mm-dd}                          a day in UTC
/// board/…/{page}                                  2 to 20; the first page has no suffix
/// </code>
/// A feed may put any character into the id of a competition or a team. In a name the characters <c>%</c> and <c>/</c>
/// and control characters (U+0000–U+001F, U+007F) of an id are percent-encoded as in a URL path (RFC 3986 §2.1, upper
/// case), and no others: readers find their answers by the name that they sent, so there must not be two spellings.
/// In a URL every spelling is the same (RFC 3986 §6.2.2.2).
/// </remarks>
/// <param name="Kind">What its stream carries.</param>
/// <param name="Key">Id of the match, or name of the board without its page: <c>live</c>, <c>sport/tennis</c>.</param>
/// <param name="Page">Page of a board, from 1; 1 for all else.</param>
internal sealed record TopicName(TopicKind Kind, string Key, int Page)
{
    /// <summary>Characters of a match id (DESIGN, canonical push).</summary>
    public const int MatchIdLengthMax = 64;

    /// <summary>
    /// Characters of a sport, or of a competition's or a participant's id, before they are encoded: as many as the
    /// normaliser takes of any text that is not listed there.
    /// </summary>
    public const int BoardIdLengthMax = 256;

    /// <summary>20 pages of 500 rows: more matches than a day has.</summary>
    public const int PageMax = 20;

    private const string DayFormat = "yyyy-MM-dd";

    private static readonly SearchValues<char> Encoded = SearchValues.Create(
        ['%', '/', '\x7f', .. Enumerable.Range(0, 0x20).Select(static code => (char)code)]);

    /// <summary>What of a match can be subscribed to.</summary>
    public static readonly TopicKind[] MatchKinds = [TopicKind.Match, TopicKind.Score, TopicKind.Events];

    /// <summary>Of a board, which matches it shows; null: all. No part of the text: each reader has its own.</summary>
    public BoardView? View { get; init; }

    /// <summary>The board of everything that is being played.</summary>
    public const string Live = "live";

    /// <summary>Reads a name; <paramref name="problem"/> says what is wrong with it, fit to be sent back.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out TopicName? name, [NotNullWhen(false)] out string? problem)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        (name, problem) = (slash < 0 ? text : text[..slash]) switch
        {
            "match" => OfMatch(TopicKind.Match, text, slash),
            "score" => OfMatch(TopicKind.Score, text, slash),
            "events" => OfMatch(TopicKind.Events, text, slash),
            "board" when slash > 0 => OfBoard(text[(slash + 1)..], anySpelling: false),
            _ => Invalid("a topic begins with match/, score/, events/ or board/"),
        };
        return name is not null;
    }

    /// <summary>Reads a board's name as it stands in a URL behind <c>/v1/boards/</c>, not yet decoded.</summary>
    public static bool TryParseBoardPath(
        string path, [NotNullWhen(true)] out TopicName? name, [NotNullWhen(false)] out string? problem)
    {
        (name, problem) = OfBoard(path, anySpelling: true);
        return name is not null;
    }

    public static string OfSport(string sport) => $"sport/{Encode(sport)}";

    public static string OfCompetition(string id) => $"competition/{Encode(id)}";

    public static string OfTeam(string id) => $"team/{Encode(id)}";

    public static string OfDay(DateOnly day) => "day/" + day.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>Whether a board's key is one of <see cref="OfDay"/>.</summary>
    public static bool IsDay(string key) => key.StartsWith("day/", StringComparison.Ordinal);

    public override string ToString() => Kind switch
    {
        TopicKind.Match => $"match/{Key}",
        TopicKind.Score => $"score/{Key}",
        TopicKind.Events => $"events/{Key}",
        _ => Page == 1 ? $"board/{Key}" : string.Create(CultureInfo.InvariantCulture, $"board/{Key}/{Page}"),
    };

    private static (TopicName?, string?) OfMatch(TopicKind kind, string text, int slash)
    {
        var id = slash < 0 ? "" : text[(slash + 1)..];
        if (id.Length is 0 or > MatchIdLengthMax)
            return Invalid($"a match id has 1 to {MatchIdLengthMax} characters, this one {id.Length}");
        foreach (var character in id)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('.' or '_' or ':' or '-'))
                return Invalid($"a match id holds A–Z a–z 0–9 . _ : -, not '{character}'");
        }
        return (new TopicName(kind, id, 1), null);
    }

    private static (TopicName?, string?) OfBoard(string rest, bool anySpelling)
    {
        var parts = rest.Split('/');
        var length = parts[0] == Live ? 1 : 2;
        if (parts[0] is not (Live or "sport" or "competition" or "team" or "day"))
            return Invalid("a board is live, sport/…, competition/…, team/… or day/…");
        if (parts.Length < length || parts.Length > length + 1)
            return Invalid($"board/{parts[0]} takes {length - 1} part(s) and a page, this name has {parts.Length - 1}");
        if (length == 2)
        {
            var (id, sent) = (Uri.UnescapeDataString(parts[1]), parts[1]);
            if (ProblemOfId(parts[0], id) is { } problem)
                return Invalid(problem);
            parts[1] = Encode(id);
            if (!anySpelling && parts[1] != sent)
                return Invalid($"board/{parts[0]}/{sent} is written board/{parts[0]}/{parts[1]}");
        }

        var page = 1;
        if (parts.Length > length && !TryPage(parts[length], out page))
            return Invalid($"a page is 2 to {PageMax} (the first has no suffix), not '{parts[length]}'");
        return (new TopicName(TopicKind.Board, string.Join('/', parts.AsSpan(0, length)!), page), null);
    }

    private static string? ProblemOfId(string board, string id)
    {
        if (id.Length is 0 or > BoardIdLengthMax)
            return $"board/{board}/ takes 1 to {BoardIdLengthMax} characters, this one has {id.Length}";
        return board == "day" && !DateOnly.TryParseExact(
            id, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? $"a day is yyyy-mm-dd, not '{id}'"
            : null;
    }

    private static string Encode(string id)
    {
        if (!id.AsSpan().ContainsAny(Encoded))
            return id;
        var text = new StringBuilder(id.Length + 8);
        foreach (var character in id)
        {
            if (Encoded.Contains(character))
                text.Append(CultureInfo.InvariantCulture, $"%{(int)character:X2}");
            else
                text.Append(character);
        }
        return text.ToString();
    }

    private static bool TryPage(string text, out int page) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out page)
        && page is > 1 and <= PageMax
        && text[0] != '0'
        && char.IsAsciiDigit(text[^1]); // the framework passes over U+0000 behind a number

    private static (TopicName?, string?) Invalid(string problem) => (null, problem);
}
