using System.Globalization;

namespace Fanout.Ingest.Adapters.OpenLigaDb;

/// <summary>Times as the provider writes them: with a zone and without, in the zone of its server.</summary>
internal static class LigaTime
{
    /// <summary>Of the server, and of every league that does not say otherwise.</summary>
    private const string ServerZone = "Europe/Berlin";

    // Windows' names of the zones that its leagues are played in; all others are stated in UTC too.
    private static readonly Dictionary<string, string> Zones = new(StringComparer.OrdinalIgnoreCase)
    {
        ["W. Europe Standard Time"] = ServerZone,
        ["Central Europe Standard Time"] = "Europe/Budapest",
        ["Central European Standard Time"] = "Europe/Warsaw",
        ["Romance Standard Time"] = "Europe/Paris",
        ["GMT Standard Time"] = "Europe/London",
        ["E. Europe Standard Time"] = "Europe/Chisinau",
        ["FLE Standard Time"] = "Europe/Kiev",
        ["GTB Standard Time"] = "Europe/Bucharest",
        ["Turkey Standard Time"] = "Europe/Istanbul",
        ["Russian Standard Time"] = "Europe/Moscow",
        ["Arab Standard Time"] = "Asia/Riyadh",
        ["Eastern Standard Time"] = "America/New_York",
        ["Central Standard Time"] = "America/Chicago",
        ["Pacific Standard Time"] = "America/Los_Angeles",
        ["E. South America Standard Time"] = "America/Sao_Paulo",
        ["Tokyo Standard Time"] = "Asia/Tokyo",
    };

    /// <summary>IANA name of a zone; empty where it is not known.</summary>
    public static string ZoneOf(string? name) => name is null ? "" : Zones.GetValueOrDefault(name, name.Contains('/', StringComparison.Ordinal) ? name : "");

    /// <summary>The kick-off: as UTC where it is stated, else in the zone of the match.</summary>
    public static DateTimeOffset? StartOf(string? utc, string? local, string zone) => Read(utc, TimeZoneInfo.Utc) ?? Read(local, Find(zone));

    /// <summary>When the server was last told something.</summary>
    public static DateTimeOffset? ChangeOf(string? text) => Read(text, Find(ServerZone));

    private static DateTimeOffset? Read(string? text, TimeZoneInfo? zone)
    {
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)) return null;
        if (!ProviderTime.IsPlausible(time.Year)) return null; // the year 1 is its word for never
        if (time.Kind == DateTimeKind.Utc) return new DateTimeOffset(time);
        return zone is null ? null : new DateTimeOffset(time, zone.GetUtcOffset(time)).ToUniversalTime();
    }

    private static TimeZoneInfo? Find(string zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone.Length > 0 ? zone : ServerZone, out var found) ? found : null;
}
