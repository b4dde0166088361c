package io.notifyflow.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The accounts that operators name in route files. */
@HubTest
class NamedAccountsTest {

    @Autowired
    Hub hub;

    @Autowired
    NamedAccounts accounts;

    @Test
    void findsAnAccountByItsIdAndByItsName() {
        TestAccount account = hub.newAccount();
        String name = "Shop " + account.id();
        hub.jdbc()
                .sql("UPDATE account SET name = ? WHERE id = ?")
                .params(name, account.id())
                .update();

        assertThat(accounts.find(account.id().toString()).id()).isEqualTo(account.id());
        assertThat(accounts.find(name).id()).isEqualTo(account.id());
    }

    @Test
    void namesTheAccountThatDoesNotExist() {
        assertThatThrownBy(() -> accounts.find("Nobody")).hasMessage("There is no account \"Nobody\"");
        assertThatThrownBy(() -> accounts.find("01a20381-9bfe-754e-bd69-35623dffdf8c"))
                .hasMessage("There is no account \"01a20381-9bfe-754e-bd69-35623dffdf8c\"");
    }

    @Test
    void refusesANameThatTwoAccountsHave() {
        hub.newAccount();
        hub.newAccount();

        assertThatThrownBy(() -> accounts.find("test"))
                .hasMessageStartingWith("More than one account is called \"test\"; name it by its id, such as ");
    }
}
