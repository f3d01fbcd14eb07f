namespace Fanout.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--server http://a:1 match list")]
    [InlineData("match --server http://a:1 list")]
    [InlineData("match list --server http://a:1")]
    [InlineData("--server http://a:1 match show m1")]
    [InlineData("match watch m1 --server http://a:1")]
    public void The_server_may_be_named_before_and_after_the_command(string line)
    {
        var root = CommandLine.Create();
        var parsed = root.Parse(line.Split(' '));
        Assert.Empty(parsed.Errors);
        Assert.Equal("http://a:1", parsed.GetValue<string>("--server"));
    }

    [Theory]
    [InlineData("quarantine list --match m1 --feed f1 --reason LIFECYCLE --limit 5 --json", "")]
    [InlineData("quarantine show m1~0123456789abcdef", "")]
    [InlineData("quarantine force m1~0123456789abcdef --reason seen --yes --dry-run --json", "")]
    [InlineData("quarantine drop m1~0123456789abcdef", "Option '--reason' is required.")]
    [InlineData("quarantine force --reason seen", "Required argument 'ID' missing for command: 'force'.")]
    public void What_the_quarantine_is_asked_needs_an_id_and_a_change_needs_a_reason(string line, string error) =>
        Assert.Equal(error, string.Concat(CommandLine.Create().Parse(line.Split(' ')).Errors.Select(static one => one.Message)));

    [Theory]
    [InlineData("mapping list --open --feed b --match a:1 --sport football --limit 5 --json", "")]
    [InlineData("mapping confirm b b:9 --reason seen --yes --dry-run --json", "")]
    [InlineData("mapping reject b b:9 a:1 --reason seen", "")]
    [InlineData("mapping move b b:9 a:1", "Option '--reason' is required.")]
    [InlineData("mapping move b b:9 --reason seen", "Required argument 'MATCH' missing for command: 'move'.")]
    public void What_is_decided_of_a_name_needs_a_reason_and_a_move_needs_a_match(string line, string error) =>
        Assert.Equal(error, string.Concat(CommandLine.Create().Parse(line.Split(' ')).Errors.Select(static one => one.Message)));

    [Theory]
    [InlineData("match list --server ftp://a", "ftp://a")]
    [InlineData("--server a match show m1", "a")]
    public void An_address_that_is_none_is_refused_by_name(string line, string address) =>
        Assert.Equal(
            [$"server: \"{address}\" is not an http or https address"],
            CommandLine.Create().Parse(line.Split(' ')).Errors.Select(error => error.Message));
}
