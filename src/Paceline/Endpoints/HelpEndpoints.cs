using Paceline.Contracts;
using Paceline.Server;

namespace Paceline.Endpoints;

/// <summary>The help of the screens, for everybody who is signed in.</summary>
internal static class HelpEndpoints
{
    private const int WordsLengthMax = 100;

    public static void MapHelp(this IEndpointRouteBuilder routes)
    {
        var help = routes.MapGroup(Api.Help).RequireAuthorization().WithTags("Help").Refuses();
        help.MapGet("/{language}", (string language, string words, HelpShelf shelf) => words.Trim() switch
        {
            { Length: > 0 and <= WordsLengthMax } wanted when shelf.Search(language, wanted) is { } hits => Results.Ok(hits),
            { Length: > 0 and <= WordsLengthMax } => Problems.NotFound("language", language),
            { Length: var length } => Problems.Of(400, "bad-words", "Nothing can be looked for.",
                $"What is looked for has 1 to {WordsLengthMax} characters; this has {length}."),
        }).Gives<HelpHits>("The pages of the help that have all of the words.");
        help.MapGet("/{language}/{page}", (string language, string page, HelpShelf shelf) =>
            shelf.Find(language, page) is { } found ? Results.Ok(found) : Problems.NotFound("page of the help", page))
            .Gives<HelpPage>("A page of the help, as HTML.");
    }
}
