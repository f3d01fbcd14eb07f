using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.CommandLine;

/// <summary>Whatever answers in place of a server, the command line says so in a line and ends with a code of its own.</summary>
public sealed class AnswerTests
{
    [Theory]
    [InlineData("match list", "null")]
    [InlineData("match list", """{"matches":[null]}""")]
    [InlineData("match list", "<html>")]
    [InlineData("match show m1", "null")]
    [InlineData("match show m1", "{}")]
    [InlineData("match show m1", """{"position":{"epoch":1,"seq":1},"match":null}""")]
    [InlineData("feed list", "null")]
    [InlineData("feed list", "{}")]
    [InlineData("feed list", """{"feeds":null}""")]
    [InlineData("feed list", """{"feeds":[null]}""")]
    [InlineData("feed list", """{"feeds":[{"name":null,"transport":"poll","matches":1,"poison":0}]}""")]
    [InlineData("feed status m1", "null")]
    [InlineData("feed alarms", """{"alarms":[null],"more":false}""")]
    [InlineData("feed replay one", "{}")]
    [InlineData("feed replay one --pause --reason seen --yes", """{"feed":"one","outcome":"DONE","decisions":[],"replay":null}""")]
    [InlineData("mapping list", """{"names":[null],"more":false}""")]
    [InlineData("mapping list --open", """{"names":[],"more":"perhaps"}""")]
    [InlineData("quarantine list", """{"held":[null],"more":false}""")]
    [InlineData("quarantine show q1", "null")]
    [InlineData("quarantine drop q1 --reason seen --yes", "null")]
    [InlineData("mapping move b b:9 a:1 --reason seen --yes", """{"action":"move","along":[null]}""")]
    public async Task An_answer_that_is_none_is_said_to_be_that(string command, string json)
    {
        await using var server = CannedServer.Start(json);
        var cli = await CliProcess.RunAsync([.. command.Split(' '), "--server", server.Address.ToString()]);
        Assert.Equal(6, cli.ExitCode);
        Assert.Contains(" is not what this client knows: ", Assert.Single(cli.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(cli.Output);
    }

    [Theory]
    [InlineData("feed list", "null")]
    [InlineData("match list", "[]")]
    public async Task A_refusal_without_a_problem_is_one_all_the_same(string command, string json)
    {
        await using var server = CannedServer.Start(json, status: 503);
        var cli = await CliProcess.RunAsync([.. command.Split(' '), "--server", server.Address.ToString()]);
        Assert.Equal((7, $"503: {json}"), (cli.ExitCode, cli.Error.TrimEnd()));
    }

    [Fact]
    public async Task A_path_that_no_server_is_under_is_named()
    {
        await using var server = await ServerProcess.StartAsync("--dev");
        var cli = await CliProcess.RunAsync("match", "list", "--server", $"{server.Address}foo/");
        Assert.Equal(6, cli.ExitCode);
        Assert.Equal(
            $"there is no list of matches at {server.Address}foo/v1/matches: is {server.Address}foo/ the address of a Fanout server?",
            cli.Error.TrimEnd());
    }
}
