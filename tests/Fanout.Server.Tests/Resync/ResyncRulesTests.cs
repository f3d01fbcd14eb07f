using Fanout.Server.Resync;
using Fanout.Server.Topics;

namespace Fanout.Server.Tests.Resync;

/// <summary>
/// The table of <see cref="ResyncRules"/>, row by row: a stream at epoch 7, head 20, source at 22, replay from 10.
/// </summary>
public sealed class ResyncRulesTests
{
    private const string None = "";

    [Theory]
    [InlineData(None, "Snapshot", "Snapshot", "Snapshot")]
    [InlineData("8-15", "Reset", "Reset", "Snapshot")]
    [InlineData("7-0", "Snapshot", "AskLog", "Snapshot")]
    [InlineData("8-0", "Reset", "AskLog", "Snapshot")]
    [InlineData("7-20", "UpToDate", "UpToDate", "UpToDate")]
    [InlineData("7-22", "UpToDate", "UpToDate", "Snapshot")]
    [InlineData("7-19", "Replay", "Replay", "Replay")]
    [InlineData("7-10", "Replay", "Replay", "Replay")]
    [InlineData("7-9", "Snapshot", "AskLog", "Snapshot")]
    [InlineData("7-23", "AskLog", "AskLog", "Snapshot")]
    public void A_position_is_answered(string position, string merging, string everyEntry, string ofThisNode)
    {
        Assert.Equal(merging, Decide(position, StreamStyle.Merging));
        Assert.Equal(everyEntry, Decide(position, StreamStyle.EveryEntry));
        Assert.Equal(ofThisNode, Decide(position, StreamStyle.OfThisNode));
    }

    [Theory]
    [InlineData("7-9", "Follows", "Replay")]
    [InlineData("7-9", "Void", "Reset")]
    [InlineData("7-0", "Follows", "Replay")]
    [InlineData("7-23", "Void", "Reset")]
    [InlineData("7-23", "Follows", "AskLog")] // the node has not got there: whoever asks again is told to come back
    [InlineData("7-20", "Void", "Reset")] // it got there meanwhile, on another way than the client
    [InlineData("7-19", "Void", "Reset")]
    public void The_logs_word_decides_where_memory_cannot(string position, string verdict, string expected)
    {
        Assert.Equal(expected, Decide(position, StreamStyle.EveryEntry, Enum.Parse<LogVerdict>(verdict)));
    }

    [Fact]
    public void Memory_that_reaches_back_to_the_start_replays_from_there_without_the_log()
    {
        var stream = new StreamView(new TopicPosition(7, 20), 20, 0, StreamStyle.EveryEntry);

        Assert.Equal(ResyncKind.Replay, ResyncRules.Decide(new TopicPosition(0, 0), stream, LogVerdict.NotAsked));
    }

    private static string Decide(string position, StreamStyle style, LogVerdict verdict = LogVerdict.NotAsked)
    {
        var stream = new StreamView(new TopicPosition(7, 20), 22, 10, style);
        return ResyncRules.Decide(Parse(position), stream, verdict).ToString();
    }

    private static TopicPosition? Parse(string position)
    {
        if (position == None)
            return null;
        var parts = position.Split('-').Select(uint.Parse).ToArray();
        return new TopicPosition(parts[0], parts[1]);
    }
}
