using System.Globalization;

namespace Fanout.Ingest.Tests.Adapters.Dfl;

/// <summary>Small messages in the provider's format, written for one trap each. Match 7 is team R at home to team B; it kicks off at 18:00.</summary>
internal static class Written
{
    public static string Message(params string[] events) => Sent("2026-05-01T20:30:00+02:00", events);

    public static string Sent(string at, params string[] events) =>
        $"""<?xml version="1.0" encoding="UTF-8"?><PutDataRequest MessageTime="{at}">{string.Concat(events)}</PutDataRequest>""";

    public static string Information(string result = "") =>
        $"""
        <PutDataRequest MessageTime="2026-05-01T12:00:00+02:00"><MatchInformation>
        <General CompetitionName="Meadow League" CompetitionId="DFL-COM-1" MatchDay="3" Season="2025/2026" PlannedKickoffTime="2026-05-01T18:00:00+02:00"
          MatchId="DFL-MAT-7" HomeTeamName="Reds" HomeTeamId="R" GuestTeamName="Blues" GuestTeamId="B" {(result.Length == 0 ? "" : $"Result=\"{result}\"")}/>
        <Environment StadiumName="The Meadow"/><Teams>
        <Team TeamId="B" Role="guest" LineUp="4-4-2"><Players><Player PersonId="b9" ShirtNumber="9" Shortname="B. Nine" Starting="true" PlayingPosition="STZ"/></Players></Team>
        <Team TeamId="R" Role="home" LineUp="4-3-3"><Players><Player PersonId="r9" ShirtNumber="9" Shortname="R. Nine" Starting="true" TeamLeader="true"/>
          <Player PersonId="r10" ShirtNumber="10" FirstName="Rob" LastName="Ten" Starting="false"/></Players></Team></Teams></MatchInformation></PutDataRequest>
        """;

    /// <summary>An event so many minutes and seconds after 18:00.</summary>
    public static string Event(string id, double minute, string inside)
    {
        var time = new DateTimeOffset(2026, 5, 1, 18, 0, 0, TimeSpan.FromHours(2)) + TimeSpan.FromMinutes(minute);
        return $"""<Event EventId="{id}" MatchId="DFL-MAT-7" EventTime="{time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture)}">{inside}</Event>""";
    }

    public static string KickOff(double minute, string section, string id = "") =>
        Event(id.Length > 0 ? id : $"k-{section}", minute, $"""<KickOff TeamLeft="B" TeamRight="R" GameSection="{section}"><Play Team="R"><Pass/></Play></KickOff>""");

    public static string Whistle(double minute, string section, string result, string more = "") =>
        Event($"w-{section}", minute, $"""<FinalWhistle GameSection="{section}" FinalResult="{result}" BreakingOff="false" {more}/>""");

    public static string Goal(string id, double minute, string team, string result, string around = "", string shot = "TypeOfShot=\"rightLeg\"")
    {
        var goal = $"""<ShotAtGoal Team="{team}" Player="{team.ToLowerInvariant()}9" {shot}><SuccessfulShot CurrentResult="{result}" Assist="r10"/></ShotAtGoal>""";
        return Event(id, minute, around.Length == 0 ? goal : $"""<{around} Team="{team}">{goal}</{around}>""");
    }

    public static string Pass(string id, double minute) => Event(id, minute, """<Play Team="R" Player="r9"><Pass/></Play>""");

    public static string Delete(string id, double minute = 0) => Event(id, minute, "<Delete/>");
}
