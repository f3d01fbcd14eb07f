namespace Fanout.Cli.Tests.Feeds;

public sealed class FeedControlCommandsTests
{
    [Theory]
    [InlineData("feed list --json", "")]
    [InlineData("feed status m1", "")]
    [InlineData("feed alarms --kind FEED_SILENT --match m1 --feed f1 --limit 5 --json", "")]
    [InlineData("feed pin m1 backup --reason seen --yes --dry-run --json", "")]
    [InlineData("feed unpin m1 backup", "Option '--reason' is required.")]
    [InlineData("feed mute m1 --reason seen", "Required argument 'FEED' missing for command: 'mute'.")]
    [InlineData("feed status", "Required argument 'MATCH' missing for command: 'status'.")]
    public void A_change_needs_a_match_a_feed_and_a_reason(string line, string error) =>
        Assert.Equal(error, string.Concat(CommandLine.Create().Parse(line.Split(' ')).Errors.Select(static one => one.Message)));
}
