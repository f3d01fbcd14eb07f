using Fanout.Ingest.Editors;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Tests.Editors;

public sealed class EditorTokensTests
{
    private static readonly EditorsOptions Two = new()
    {
        Named =
        {
            ["anna"] = new EditorOptions { Token = "a-token-of-anna-1", Role = "senior" },
            ["bob"] = new EditorOptions { Token = "a-token-of-bob-22", Role = "Viewer" },
        },
    };

    [Theory]
    [InlineData("Bearer a-token-of-anna-1", "anna", EditorRole.Senior)]
    [InlineData("bearer  a-token-of-bob-22 ", "bob", EditorRole.Viewer)]
    public void A_token_is_its_editors(string header, string name, EditorRole role) =>
        Assert.Equal(new Editor(name, role), new EditorTokens(Options.Create(Two)).Find(header));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Bearer a-token-of-anna-")]
    [InlineData("Basic a-token-of-anna-1")]
    [InlineData("a-token-of-anna-1")]
    public void Anything_else_is_nobodys(string? header) => Assert.Null(new EditorTokens(Options.Create(Two)).Find(header));

    [Fact]
    public void Without_editors_nothing_is_open() =>
        Assert.Null(new EditorTokens(Options.Create(new EditorsOptions())).Find("Bearer "));

    [Theory]
    [InlineData("anna", "short", "senior", "Editors:anna:Token: 5 characters, 16 to 256 may be")]
    [InlineData("anna", "a-token-of-anna-1", "boss", "Editors:anna:Role: \"boss\" is not one of viewer, editor, senior, admin")]
    [InlineData("an na", "a-token-of-anna-1", "editor", "Editors:an na: the name is not 1 to 64 of")]
    [InlineData("anna", "a-token-of-bob-22", "editor", "Editors: bob and anna have one token; each needs its own")]
    public void A_wrong_setting_is_refused_by_name_and_without_the_token(string name, string token, string role, string fault)
    {
        var options = new EditorsOptions
        {
            Named = { ["bob"] = Two.Named["bob"], [name] = new EditorOptions { Token = token, Role = role } },
        };

        var failure = Assert.Single(new EditorsOptionsValidator().Validate(null, options).Failures!);

        Assert.StartsWith(fault, failure, StringComparison.Ordinal);
        Assert.DoesNotContain(token, failure, StringComparison.Ordinal);
    }
}
