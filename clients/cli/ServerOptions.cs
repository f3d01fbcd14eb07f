using System.CommandLine;
using Fanout.Client;

namespace Fanout.Cli;

/// <summary>Which server a command talks to, and as whom. The token is never an argument: those are visible to others.</summary>
internal sealed class ServerOptions
{
    public const string ServerVariable = "FANOUT_SERVER";
    public const string TokenVariable = "FANOUT_TOKEN";
    private const string DefaultServer = "http://127.0.0.1:8080";

    private readonly Option<string?> _server = new("--server")
    {
        Description = $"Address of the server; otherwise ${ServerVariable}, otherwise {DefaultServer}",
        HelpName = "URL",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Validators.Add(result =>
        {
            if (!TryAddress(result.GetValue(_server), out _, out var given))
                result.AddError($"server: \"{given}\" is not an http or https address");
        });
    }

    public FanoutClientOptions Read(ParseResult parsed)
    {
        TryAddress(parsed.GetValue(_server), out var server, out _);
        return new FanoutClientOptions
        {
            Server = server!,
            Token = Environment.GetEnvironmentVariable(TokenVariable),
            Name = "fanout-cli/0.1",
        };
    }

    private static bool TryAddress(string? option, out Uri? server, out string given)
    {
        given = option ?? Environment.GetEnvironmentVariable(ServerVariable) ?? DefaultServer;
        return Uri.TryCreate(given.TrimEnd('/') + "/", UriKind.Absolute, out server)
            && (server.Scheme == Uri.UriSchemeHttp || server.Scheme == Uri.UriSchemeHttps);
    }
}
