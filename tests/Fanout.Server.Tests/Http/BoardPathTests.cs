using Fanout.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fanout.Server.Tests.Http;

public sealed class BoardPathTests
{
    [Theory]
    [InlineData("/v1/boards/team/a%2Fb%252F/2?x=/v1/boards/", "team/a%2Fb%252F/2")]
    [InlineData("http://host/v1/boards/live", "live")]
    [InlineData("/v1/%62oards/live", "as routed")]
    public void A_boards_name_is_taken_from_the_url_as_it_was_sent(string target, string name)
    {
        var http = new DefaultHttpContext();
        http.Features.Get<IHttpRequestFeature>()!.RawTarget = target;

        Assert.Equal(name, BoardPath.Of(http, "as routed"));
    }
}
