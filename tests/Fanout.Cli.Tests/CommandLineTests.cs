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
    [InlineData("match list --server ftp://a", "ftp://a")]
    [InlineData("--server a match show m1", "a")]
    public void An_address_that_is_none_is_refused_by_name(string line, string address) =>
        Assert.Equal(
            [$"server: \"{address}\" is not an http or https address"],
            CommandLine.Create().Parse(line.Split(' ')).Errors.Select(error => error.Message));
}
