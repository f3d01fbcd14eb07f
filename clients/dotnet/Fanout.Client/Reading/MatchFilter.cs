using System.Globalization;
using System.Text;

namespace Fanout.Client.Reading;

/// <summary>Which matches <c>GET /v1/matches</c> lists; null members do not filter.</summary>
public sealed record MatchFilter
{
    /// <summary>Bare name of a status, e.g. LIVE.</summary>
    public string? Status { get; init; }

    public string? Sport { get; init; }

    /// <summary>Id of a competition.</summary>
    public string? Competition { get; init; }

    /// <summary>Id of a participant.</summary>
    public string? Team { get; init; }

    /// <summary>Day on which a match is played, in UTC.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Rows of a page; null: the server's default.</summary>
    public int? Limit { get; init; }

    /// <summary>Where a page begins: <c>next</c> of the page before.</summary>
    public string? Cursor { get; init; }

    internal string Query()
    {
        var query = new StringBuilder();
        Add("status", Status);
        Add("sport", Sport);
        Add("competition", Competition);
        Add("team", Team);
        Add("day", Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("limit", Limit?.ToString(CultureInfo.InvariantCulture));
        Add("cursor", Cursor);
        return query.ToString();

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }
}
