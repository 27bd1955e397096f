namespace Paceline.Web.Workspace;

// The language of the page: another one needs the page anew, which ends a call's sound.
public sealed partial class Desk
{
    public async Task SpeakLanguage(string code)
    {
        if (Busy || Snapshot is { State: Contracts.AgentState.Reserved })
        {
            Refuse("person", Texts.PersonLanguageAfterCall);
        }
        else
        {
            await browser.Language(code);
        }
    }
}
