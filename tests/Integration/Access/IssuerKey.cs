using System.Security.Cryptography;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Access;

/// <summary>An issuer whose key is a file: <c>fanout token create</c> signs, the server is told the public half.</summary>
internal sealed class IssuerKey : IDisposable
{
    public const string Name = "https://issuer.test/";
    public const string Audience = "live";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fanout-issuer-");

    public IssuerKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(PrivateFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(PublicFile, key.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(RevokedFile, "{}");
    }

    public string PrivateFile => Path.Combine(_folder.FullName, "private.pem");

    public string PublicFile => Path.Combine(_folder.FullName, "public.pem");

    private string RevokedFile => Path.Combine(_folder.FullName, "revoked.json");

    /// <summary>What a server is told of it.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["FANOUT__ACCESS__ISSUERS__OURS__ISSUER"] = Name,
        ["FANOUT__ACCESS__ISSUERS__OURS__AUDIENCE"] = Audience,
        ["FANOUT__ACCESS__ISSUERS__OURS__KEYS"] = PublicFile,
        ["FANOUT__ACCESS__ISSUERS__OURS__REVOKED"] = RevokedFile,
        ["FANOUT__PUSH__KEYS__test__0"] = ServerProcess.FeedKey + "-of-a-length",
    };

    /// <summary>A token, by the command line.</summary>
    public Task<string> TokenAsync(params string[] arguments) => TokenOfAsync(Name, Audience, arguments);

    /// <summary>One that it has no business to make.</summary>
    public async Task<string> TokenOfAsync(string issuer, string audience, params string[] arguments)
    {
        var run = await CliProcess.RunAsync(
            ["token", "create", "--key", PrivateFile, "--issuer", issuer, "--audience", audience, .. arguments]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output.Trim();
    }

    /// <summary>Which of its tokens are no longer good from now on.</summary>
    public Task RevokeAsync(string list) => File.WriteAllTextAsync(RevokedFile, list, TestContext.Current.CancellationToken);

    public void Dispose() => _folder.Delete(recursive: true);
}
