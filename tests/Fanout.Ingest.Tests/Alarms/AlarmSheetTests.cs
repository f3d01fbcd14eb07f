using Fanout.Ingest.Alarms;
using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Normalising.Watching;
using Fanout.Ingest.Tests.Normalising;
using Kind = Fanout.Ingest.Normalising.Alarm.Types.Kind;

namespace Fanout.Ingest.Tests.Alarms;

/// <summary>What is said of a match that is not as it should be, as it stands.</summary>
public sealed class AlarmSheetTests
{
    private const string Setting =
        """{"fixture":{"sport":"football","home":{"id":"t1","name":"Reds"},"away":{"id":"t2"}},"status":{"status":"LIVE"},"phase":{"phase":"1H"}}""";

    private static readonly WatchLimits Limits = new(
        Break: TimeSpan.FromMinutes(40), ClockOverrun: TimeSpan.FromMinutes(30), Play: TimeSpan.FromHours(4),
        PreMatch: TimeSpan.FromHours(3), Ended: TimeSpan.FromHours(6));

    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    private readonly Feeding _feeding = Feeding.Begun(Setting);

    [Fact]
    public void An_alarm_that_was_told_is_open_until_it_is_cleared()
    {
        Say(47, """{"status":{"status":"BREAK"},"phase":{"phase":"HT"}}""");
        Watch(87);

        var open = Assert.Single(Of(95));

        Assert.Equal((Kind.BreakTooLong, "m1", "Reds – t2", "f1"), (open.Alarm.Kind, open.Match, open.Title, open.Feed));
        Assert.Equal((Ms(47), Minutes(40), Minutes(48)), (open.Alarm.SinceMs, open.Alarm.LimitMs, open.ValueMs));
        Say(96, """{"status":{"status":"LIVE"},"phase":{"phase":"2H"}}""");
        Watch(96);
        Assert.Empty(Of(97));
    }

    [Fact]
    public void A_feed_that_is_marked_as_stale_is_silent_since_it_was_last_heard()
    {
        Assert.Empty(Of(3)); // nobody has looked yet
        _feeding.Take(FeedHealth.Watch(Work, Ms(3), Silence)!);

        var open = Assert.Single(Of(5));

        Assert.Equal((Kind.FeedSilent, "f1", "LIVE"), (open.Alarm.Kind, open.Feed, open.Alarm.What));
        Assert.Equal((Ms(0), Minutes(2), Minutes(5)), (open.Alarm.SinceMs, open.Alarm.LimitMs, open.ValueMs));
        Say(6, """{"heartbeat":{}}""");
        Assert.Empty(Of(6));
    }

    [Fact]
    public void A_match_that_is_continued_as_another_has_no_alarm_any_more()
    {
        Say(47, """{"status":{"status":"BREAK"},"phase":{"phase":"HT"}}""");
        Watch(87);

        _feeding.Take(Superseding.Due(Work, "m2", Ms(88))!);

        Assert.Empty(Of(89));
        Assert.Empty(Work.Watched.Alarms);
        _feeding.Take(Superseding.Due(Work, null, Ms(90))!);
        Watch(91);
        Assert.Equal(Kind.BreakTooLong, Assert.Single(Of(92)).Alarm.Kind); // it is again what it was
    }

    [Fact]
    public void A_list_begins_with_what_began_first_and_says_that_there_is_more()
    {
        var alarms = new[] { Made("m2", Kind.NotFinal, "a", 5), Made("m1", Kind.FeedSilent, "b", 5), Made("m3", Kind.FeedSilent, "a", 1) };

        Assert.Equal(["m3", "m1", "m2"], Chosen(alarms, new AlarmsRequest { Limit = 3 }).Matches);
        Assert.Equal((1, true), (Chosen(alarms, new AlarmsRequest { Limit = 1 }).Matches.Count, Chosen(alarms, new AlarmsRequest { Limit = 1 }).More));
        Assert.Equal(["m3", "m2"], Chosen(alarms, new AlarmsRequest { Feed = "a", Limit = 3 }).Matches);
        Assert.Equal(["m3", "m1"], Chosen(alarms, new AlarmsRequest { Kind = Kind.FeedSilent, Limit = 3 }).Matches);
        Assert.Equal(["m2"], Chosen(alarms, new AlarmsRequest { Match = "m2", Limit = 3 }).Matches);
    }

    [Theory]
    [InlineData(0, 20, false, null)] // not played: silence means nothing
    [InlineData(5, 14, false, null)]
    [InlineData(5, 16, false, 5)] // silent since play began, not since the day before
    [InlineData(5, 16, true, null)] // nobody wants to hear it
    public void A_feed_under_a_policy_is_silent_by_that_policy(int liveSince, int now, bool isMuted, int? since)
    {
        var policy = new ArbitrationPolicy(new PolicyOptions { Silence = TimeSpan.FromMinutes(10) });
        var standing = new FeedStanding { Feed = "a", HeardMs = Minutes(1), Muted = isMuted };

        var silentSince = FeedStandings.SilentSince(standing, Minutes(liveSince), policy, Minutes(now));

        Assert.Equal(since is { } minutes ? Minutes(minutes) : null, silentSince);
    }

    private MatchWork Work => _feeding.Table.Find("m1")!;

    private static double Minutes(double count) => TimeSpan.FromMinutes(count).TotalMilliseconds;

    private static (List<string> Matches, bool More) Chosen(IEnumerable<OpenAlarm> alarms, AlarmsRequest wanted)
    {
        var reply = AlarmSheet.Choose(alarms, wanted);
        return ([.. reply.Alarms.Select(static one => one.Match)], reply.More);
    }

    private static OpenAlarm Made(string match, Kind kind, string feed, double sinceMs) =>
        new() { Alarm = new Alarm { Kind = kind, SinceMs = sinceMs }, Match = match, Feed = feed };

    private List<OpenAlarm> Of(double minutes) => [.. AlarmSheet.Of(Work, ArbitrationPolicy.None, Ms(minutes), Silence)];

    private void Watch(double minutes)
    {
        if (Watchdogs.Look(Work, Ms(minutes), Limits) is { } entry) _feeding.Take(entry);
    }

    private void Say(double minutes, string json) =>
        Assert.Equal(Outcome.Accepted, _feeding.Send(json, minutes * 60).Outcome);

    private static double Ms(double minutes) => Feeding.Ms(minutes * 60);
}
