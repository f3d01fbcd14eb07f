namespace Fanout.Ingest.Identity.Scoring;

/// <summary>How starts of matches of a sport are to be compared.</summary>
/// <param name="Near">Providers differ by so much on a match that begins when it is planned.</param>
/// <param name="Far">By so much on one that is delayed, or follows another on its court.</param>
/// <param name="OncePerDay">Nobody plays twice a day: in baseball there are double-headers.</param>
/// <param name="IsTeam">Teams play it, and no single players.</param>
internal readonly record struct SportTimes(TimeSpan Near, TimeSpan Far, bool OncePerDay, bool IsTeam)
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    public static SportTimes Of(string sport) => sport switch
    {
        "tennis" or "badminton" => new SportTimes(TimeSpan.FromHours(1), TimeSpan.FromHours(18), OncePerDay: true, IsTeam: false),
        "cricket" => new SportTimes(TimeSpan.FromHours(1), TimeSpan.FromHours(6), OncePerDay: true, IsTeam: true),
        "baseball" => new SportTimes(Quarter, TimeSpan.FromHours(1), OncePerDay: false, IsTeam: true),
        _ => new SportTimes(Quarter, TimeSpan.FromHours(3), OncePerDay: true, IsTeam: true),
    };
}
