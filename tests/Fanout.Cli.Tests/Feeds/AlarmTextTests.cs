using Fanout.Cli.Feeds;
using Fanout.Ingest.Alarms;

namespace Fanout.Cli.Tests.Feeds;

public sealed class AlarmTextTests
{
    private const double Minute = 60_000;

    [Fact]
    public void Alarms_stand_in_columns_with_how_long_they_last_and_may()
    {
        var list = new AlarmList(
            [
                new AlarmItem("NOT_FINAL", "m2", "", 0, 360 * Minute, 3200 * Minute, "ENDED"),
                new AlarmItem("BREAK_TOO_LONG", "m1", "Reds – Blues\u001b[2J", 2_820_000, 40 * Minute, 41.5 * Minute, "BREAK, phase HT") { Feed = "league" },
                new AlarmItem("FEED_SILENT", "m3", "Whites – Greens", 2_820_000, Minute, 1.5 * Minute, "LIVE") { Feed = "backup" },
            ],
            More: false);

        Assert.Equal(
        [
            "KIND            MATCH  TITLE             FEED    SINCE                 LASTS    ALLOWED  WHAT",
            "NOT_FINAL       m2     -                 -       1970-01-01T00:00:00Z  2 d 5 h  6 h      ENDED",
            "BREAK_TOO_LONG  m1     Reds – Blues [2J  league  1970-01-01T00:47:00Z  41 min   40 min   BREAK, phase HT",
            "FEED_SILENT     m3     Whites – Greens   backup  1970-01-01T00:47:00Z  90 s     60 s     LIVE",
        ], AlarmText.Lines(list));
        Assert.Equal(["No alarm."], AlarmText.Lines(new AlarmList([], More: false)));
        Assert.Equal(
            "More: narrow it down with --kind, --match or --feed, or raise --limit", AlarmText.Lines(list with { More = true }).Last());
    }
}
