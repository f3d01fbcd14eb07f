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

    [Theory]
    [InlineData("feed replay one --json", "")]
    [InlineData("feed replay one --pause --speed 60 --seek 00:45:00 --reason seen --yes --dry-run --json", "")]
    [InlineData("feed replay one --resume --speed 0.5 --reason seen", "")]
    [InlineData("feed replay", "Required argument 'FEED' missing for command: 'replay'.")]
    [InlineData("feed replay one --pause", "Option '--reason' is required.")]
    [InlineData("feed replay one --pause --resume --reason seen", "--pause and --resume: one of them can be done")]
    [InlineData("feed replay one --yes", "nothing is to be changed: --pause, --resume, --speed or --seek is needed")]
    [InlineData("feed replay one --reason seen", "nothing is to be changed: --pause, --resume, --speed or --seek is needed")]
    [InlineData("feed replay one --speed fast --reason seen", "Cannot parse argument 'fast' for option '--speed' as expected type 'System.Double'.")]
    public void A_replay_is_shown_without_more_and_changed_with_a_reason(string line, string error) =>
        Assert.Equal(error, string.Concat(CommandLine.Create().Parse(line.Split(' ')).Errors.Select(static one => one.Message)));
}
